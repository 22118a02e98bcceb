internal import YAML

/// Reads the stages of a spec and of the files that it includes, each as written.
struct StagesReader {
  static let hint = "write 'stages:' and below it 'name: {kind: ..., ...}'"

  private let sections: SpecSections
  private let pairs: [Node.Pair]

  init(_ sections: SpecSections, _ parts: SpecParts) {
    self.sections = sections
    pairs = parts.stages.pairs
  }

  func stages(_ problems: inout Problems) -> [StageSpec] {
    if pairs.isEmpty, sections["stages"] == nil {
      problems.add(at: sections.mark, "a spec needs 'stages'", hint: Self.hint)
    }
    for pair in pairs { pair.key.checkName(of: "a stage", &problems) }
    return pairs.map { StageSpec(name: $0.name, mark: $0.key.mark, body: $0.value) }
  }
}
