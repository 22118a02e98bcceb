internal import Options
internal import YAML

/// The sections of a spec, each by its name.
struct SpecSections {
  static let names = [
    "experiment", "about", "vars", "sweep", "search", "stages", "tables",
  ]

  /// Start of the spec, at which missing sections are reported.
  let mark: Mark
  private let nodes: [String: Node]

  /// Takes the sections of a spec, and reports those that no spec has.
  init(_ pairs: [Node.Pair], at mark: Mark, _ problems: inout Problems) {
    self.mark = mark
    nodes = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    for pair in pairs where !Self.names.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of a spec",
        hint: Suggestion.hint(for: pair.name, among: Self.names, noun: "key"))
    }
  }

  subscript(name: String) -> Node? { nodes[name] }
}
