internal import Options
internal import YAML

/// The sections of a spec, each by its name.
struct SpecSections {
  static let names = [
    "experiment", "about", "include", "override", "vars", "sweep", "search", "stages", "tables",
    "pictures",
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

  /// Reads the members of a section that is a mapping of things; none where it is left out, or in
  /// error.
  ///
  /// - Parameter isNeeded: Whether the section must have a member where it is there.
  func pairs(
    _ name: String, of things: String, hint: String, isNeeded: Bool = false,
    _ problems: inout Problems
  ) -> [Node.Pair] {
    guard let node = nodes[name] else { return [] }
    if let pairs = node.mapping, !pairs.isEmpty || !isNeeded { return pairs }
    if node.isNull, !isNeeded { return [] }
    problems.add(
      at: node.mark, "\(name) must be a mapping of \(things), not \(node.found)", hint: hint)
    return []
  }
}
