internal import Options
internal import YAML

/// Reads `random` and draws its numbers by a seed.
struct RandomReader {
  static let keys = ["from", "to", "count", "seed", "scale", "whole"]
  private static let example = "random: {from: 1e-4, to: 1e-2, count: 8, seed: 1, scale: log}"

  /// The axis's name, for messages.
  private let axis: String
  private let numbers: AxisNumberReader

  init(axis: String) {
    self.axis = axis
    numbers = AxisNumberReader(axis: axis)
  }

  func numbers(_ node: Node, _ problems: inout Problems) -> [DecimalNumber] {
    guard let pairs = node.mapping else {
      problems.add(
        at: node.mark, "the axis '\(axis)': random must be a mapping, not \(node.found)",
        hint: "write \(Self.example)")
      return []
    }
    let before = problems.count
    checkKeys(pairs, of: node, &problems)
    let from = node["from"].flatMap { numbers.number($0, &problems) }
    let to = node["to"].flatMap { numbers.number($0, &problems) }
    let count = node["count"].flatMap { numbers.count($0, 1...Axis.drawnLimit, &problems) }
    let seed = node["seed"].map { numbers.seed($0, &problems) ?? 0 } ?? 0
    let isLog = node["scale"].map { numbers.isLogarithmic($0, &problems) } ?? false
    let isWhole = node["whole"].map { numbers.isWhole($0, &problems) } ?? false
    guard problems.count == before, let from, let to, let count,
      numbers.isAscending(from, to, at: node["from"]?.mark ?? node.mark, &problems),
      !isLog || numbers.isPositive(from, at: node["from"]?.mark ?? node.mark, &problems)
    else { return [] }
    return problems.catching { () throws(SpecError) in
      try GeneratedNumbers(axis: axis, mark: node.mark)
        .random(from, to, count, seed: UInt64(seed), isLog: isLog, isWhole: isWhole)
    } ?? []
  }

  private func checkKeys(_ pairs: [Node.Pair], of node: Node, _ problems: inout Problems) {
    for pair in pairs where !Self.keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of random",
        hint: Suggestion.hint(for: pair.name, among: Self.keys, noun: "key of random"))
    }
    for key in Self.keys.prefix(3) where node[key] == nil {
      problems.add(
        at: node.mark, "the axis '\(axis)': random needs '\(key)'",
        hint: "write \(Self.example)")
    }
  }
}
