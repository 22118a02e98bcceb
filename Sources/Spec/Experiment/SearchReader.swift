internal import Options
package import YAML

/// A search as written; whether its names mean anything is for the planner to check.
package struct SearchSpec: Sendable {
  package let mark: Mark
  /// The sweep axes whose combinations are the trials.
  package let trials: [LocatedText]
  /// The sweep axis whose values are the budgets, the smallest first.
  package let rungs: LocatedText
  /// The figure that trials are judged by, as `STAGE.METRIC`.
  package let measure: LocatedText
  /// Whether a larger figure is better.
  package let wantsMost: Bool
  /// Of so many trials one goes on.
  package let keep: Int
}

extension SpecReader {
  private static let searchKeys = ["trials", "rungs", "measure", "goal", "keep"]
  private static let searchExample =
    "write search: {trials: [AXIS], rungs: AXIS, measure: STAGE.METRIC, goal: max, keep: 3}"

  /// Reads `search`; nil where there is none, or where it is wrong.
  mutating func search() -> SearchSpec? {
    guard let section = section("search"), !section.isNull else { return nil }
    guard let pairs = section.mapping else {
      problems.add(
        at: section.mark, "search must be a mapping, not \(section.found)",
        hint: Self.searchExample)
      return nil
    }
    for pair in pairs where !Self.searchKeys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of a search",
        hint: Suggestion.hint(for: pair.name, among: Self.searchKeys, noun: "key of a search"))
    }
    for name in ["trials", "rungs", "measure"] where section[name] == nil {
      problems.add(at: section.mark, "a search needs '\(name)'", hint: Self.searchExample)
    }
    let trials = section["trials"].map { texts($0, "trials") } ?? []
    let (rungs, measure) = (single("rungs", of: section), single("measure", of: section))
    let goal = section["goal"].map { wantsMost($0) } ?? true
    let keep = keep(section["keep"])
    guard !trials.isEmpty, let rungs, let measure, let goal, let keep else { return nil }
    return SearchSpec(
      mark: section.mark, trials: trials, rungs: rungs, measure: measure, wantsMost: goal,
      keep: keep)
  }

  private mutating func single(_ name: String, of section: Node) -> LocatedText? {
    guard let node = section[name] else { return nil }
    if let text = node.scalar?.text, !text.isEmpty {
      return LocatedText(text: text, mark: node.mark)
    }
    problems.add(at: node.mark, "\(name) must be a name, not \(node.found)")
    return nil
  }

  private mutating func wantsMost(_ node: Node) -> Bool? {
    switch node.scalar?.text {
    case "max": return true
    case "min": return false
    default:
      problems.add(at: node.mark, "goal must be max or min, not \(node.found)")
      return nil
    }
  }

  private mutating func keep(_ node: Node?) -> Int? {
    guard let node else { return 3 }
    if case .integer(let value)? = node.scalar?.value, (2...1000).contains(value) { return value }
    problems.add(
      at: node.mark, "keep must be a whole number from 2 to 1000, not \(node.found)",
      hint: "of so many trials one goes on to the next rung")
    return nil
  }
}
