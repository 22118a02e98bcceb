internal import Options
internal import YAML

/// Makes the numbers of an axis from `range`, `log-range` or `random`.
struct GeneratorReader {
  /// The axis's name, for messages.
  private let axis: String
  private let numbers: AxisNumberReader

  init(axis: String) {
    self.axis = axis
    numbers = AxisNumberReader(axis: axis)
  }

  /// Makes the numbers of `range`, `log-range` or `random`.
  func numbers(_ pair: Node.Pair, _ problems: inout Problems) -> [DecimalNumber] {
    switch pair.name {
    case "range": range(pair.value, &problems)
    case "log-range": logRange(pair.value, &problems)
    default: RandomReader(axis: axis).numbers(pair.value, &problems)
    }
  }

  private func range(_ node: Node, _ problems: inout Problems) -> [DecimalNumber] {
    guard
      let items = three(node, "range", ["FROM", "TO", "STEP"], example: "[2, 16, 2]", &problems)
    else { return [] }
    let read = items.map { numbers.number($0, &problems) }
    if let step = read[2], step.mantissa <= 0 {
      problems.add(
        at: items[2].mark, "the axis '\(axis)': the step must be more than 0, not \(step)",
        hint: "write, say, [2, 16, 2]")
    }
    guard let from = read[0], let to = read[1],
      numbers.isAscending(from, to, at: items[0].mark, &problems), let step = read[2],
      step.mantissa > 0
    else { return [] }
    return problems.catching { () throws(SpecError) in
      try GeneratedNumbers(axis: axis, mark: node.mark).range(from, to, step)
    } ?? []
  }

  private func logRange(_ node: Node, _ problems: inout Problems) -> [DecimalNumber] {
    guard
      let items = three(
        node, "log-range", ["FROM", "TO", "COUNT"], example: "[1e-4, 1e-2, 5]", &problems)
    else { return [] }
    let ends = [numbers.number(items[0], &problems), numbers.number(items[1], &problems)]
    let count = numbers.count(items[2], 2...Axis.generatedLimit, &problems)
    guard let from = ends[0], let to = ends[1], let count,
      numbers.isAscending(from, to, at: items[0].mark, &problems),
      numbers.isPositive(from, at: items[0].mark, &problems)
    else { return [] }
    return problems.catching { () throws(SpecError) in
      try GeneratedNumbers(axis: axis, mark: node.mark).logRange(from, to, count)
    } ?? []
  }

  private func three(
    _ node: Node, _ word: String, _ names: [String], example: String, _ problems: inout Problems
  ) -> [Node]? {
    if let items = node.sequence, items.count == 3 { return items }
    let found = node.sequence.map { "a list of \($0.count)" } ?? node.found
    problems.add(
      at: node.mark,
      "the axis '\(axis)': \(word) must be [\(names.joined(separator: ", "))], not \(found)",
      hint: "write, say, \(word): \(example)")
    return nil
  }
}

extension Axis.Value {
  /// Makes a value from a number that a generator made.
  init(_ number: DecimalNumber, _ mark: Mark) {
    let label = number.description
    self.init(
      label: label, mark: mark,
      node: Node(mark: mark, content: .scalar(.init(text: label, isPlain: true))))
  }
}
