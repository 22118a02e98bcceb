internal import Options
package import YAML

/// A search as written; the planner checks whether its names mean anything.
package struct SearchSpec: Sendable {
  package let mark: Mark
  /// The sweep axes whose combinations are the trials.
  package let trials: [LocatedText]
  /// The sweep axis whose values are the budgets, the smallest first.
  package let rungs: LocatedText
  /// The metric that trials are judged by, as `STAGE.METRIC`.
  package let measure: LocatedText
  /// Whether a larger metric is better.
  package let wantsMost: Bool
  /// Number of trials of which one goes on to the next rung.
  package let keep: Int
}

/// Reads the section `search`.
struct SearchReader {
  static let keys = ["trials", "rungs", "measure", "goal", "keep"]
  private static let example =
    "write search: {trials: [AXIS], rungs: AXIS, measure: STAGE.METRIC, goal: max, keep: 3}"

  private let section: Node?

  init(_ sections: SpecSections) { section = sections["search"] }

  /// Reads the search; nil where there is none, or where it is wrong.
  func search(_ problems: inout Problems) -> SearchSpec? {
    guard let section, !section.isNull else { return nil }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "search must be a mapping, not \(section.found)",
        hint: Self.example)
      return nil
    }
    for pair in pairs where !Self.keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of a search",
        hint: Suggestion.hint(for: pair.name, among: Self.keys, noun: "key of a search"))
    }
    for name in ["trials", "rungs", "measure"] where section[name] == nil {
      problems.add(at: section.mark, "a search needs '\(name)'", hint: Self.example)
    }
    let trials = section["trials"].map { $0.names(for: "trials", &problems) } ?? []
    let rungs = section["rungs"].flatMap { $0.name(for: "rungs", &problems) }
    let measure = section["measure"].flatMap { $0.name(for: "measure", &problems) }
    let goal = section["goal"].map { wantsMost($0, &problems) } ?? true
    let keep = section["keep"].map { survivors($0, &problems) } ?? 3
    guard !trials.isEmpty, let rungs, let measure, let goal, let keep else { return nil }
    return SearchSpec(
      mark: section.mark, trials: trials, rungs: rungs, measure: measure, wantsMost: goal,
      keep: keep)
  }

  private func wantsMost(_ node: Node, _ problems: inout Problems) -> Bool? {
    switch node.scalar?.text {
    case "max": return true
    case "min": return false
    default:
      problems.add(at: node.mark, "goal must be max or min, not \(node.found)")
      return nil
    }
  }

  private func survivors(_ node: Node, _ problems: inout Problems) -> Int? {
    if case .integer(let value)? = node.scalar?.value, (2...1000).contains(value) { return value }
    problems.add(
      at: node.mark, "keep must be a whole number from 2 to 1000, not \(node.found)",
      hint: "it is the number of trials of which one goes on to the next rung")
    return nil
  }
}
