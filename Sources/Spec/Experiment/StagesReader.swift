internal import YAML

/// Reads the section `stages`, each stage as written.
struct StagesReader {
  private static let hint = "write 'stages:' and below it 'name: {kind: ..., ...}'"

  private let sections: SpecSections

  init(_ sections: SpecSections) { self.sections = sections }

  func stages(_ problems: inout Problems) -> [StageSpec] {
    guard let section = sections["stages"] else {
      problems.add(at: sections.mark, "a spec needs 'stages'", hint: Self.hint)
      return []
    }
    guard let pairs = section.mapping, !pairs.isEmpty else {
      problems.add(
        at: section.mark, "stages must be a mapping of stages, not \(section.found)",
        hint: Self.hint)
      return []
    }
    for pair in pairs { pair.key.checkName(of: "a stage", &problems) }
    return pairs.map { StageSpec(name: $0.name, mark: $0.key.mark, body: $0.value) }
  }
}
