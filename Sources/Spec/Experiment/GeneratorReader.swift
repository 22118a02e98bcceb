internal import Options
internal import YAML

extension SpecReader {
  private static let count = (name: "the count", hint: "how many values the axis is to have")
  private static let seed = (name: "the seed", hint: "each seed draws other values")

  /// The numbers of `range`, `log-range` or `random`.
  mutating func numbers(_ pair: Node.Pair, of axis: String) -> [DecimalNumber] {
    switch pair.name {
    case "range": range(pair.value, of: axis)
    case "log-range": logRange(pair.value, of: axis)
    default: random(pair.value, of: axis)
    }
  }

  private mutating func range(_ node: Node, of axis: String) -> [DecimalNumber] {
    guard let items = three(node, "range", ["FROM", "TO", "STEP"], example: "[2, 16, 2]", axis)
    else { return [] }
    let numbers = items.map { number($0, of: axis) }
    if let step = numbers[2], step.mantissa <= 0 {
      problems.add(
        at: items[2].mark, "the axis '\(axis)': the step must be more than 0, not \(step)",
        hint: "write, say, [2, 16, 2]")
    }
    guard let from = numbers[0], let to = numbers[1],
      isAscending(from, to, at: items[0].mark, axis), let step = numbers[2], step.mantissa > 0
    else { return [] }
    return problems.catching { () throws(SpecError) in
      try GeneratedNumbers(axis: axis, mark: node.mark).range(from, to, step)
    } ?? []
  }

  private mutating func logRange(_ node: Node, of axis: String) -> [DecimalNumber] {
    guard
      let items = three(
        node, "log-range", ["FROM", "TO", "COUNT"], example: "[1e-4, 1e-2, 5]", axis)
    else { return [] }
    let ends = [number(items[0], of: axis), number(items[1], of: axis)]
    let count = whole(items[2], 2...Axis.generatedLimit, Self.count, of: axis)
    guard let from = ends[0], let to = ends[1], let count,
      isAscending(from, to, at: items[0].mark, axis), isPositive(from, at: items[0].mark, axis)
    else { return [] }
    return problems.catching { () throws(SpecError) in
      try GeneratedNumbers(axis: axis, mark: node.mark).logRange(from, to, count)
    } ?? []
  }

  private mutating func random(_ node: Node, of axis: String) -> [DecimalNumber] {
    let example = "random: {from: 1e-4, to: 1e-2, count: 8, seed: 1, scale: log}"
    guard let pairs = node.mapping else {
      problems.add(
        at: node.mark, "the axis '\(axis)': random must be a mapping, not \(node.found)",
        hint: "write \(example)")
      return []
    }
    let keys = ["from", "to", "count", "seed", "scale", "whole"]
    let before = problems.count
    for pair in pairs where !keys.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown key '\(pair.name)' of random",
        hint: Suggestion.hint(for: pair.name, among: keys, noun: "key of random"))
    }
    for key in keys.prefix(3) where node[key] == nil {
      problems.add(
        at: node.mark, "the axis '\(axis)': random needs '\(key)'", hint: "write \(example)")
    }
    let from = node["from"].flatMap { number($0, of: axis) }
    let to = node["to"].flatMap { number($0, of: axis) }
    let count = node["count"].flatMap {
      whole($0, 1...Axis.drawnLimit, Self.count, of: axis)
    }
    let seed = node["seed"].map { whole($0, 0...Int.max, Self.seed, of: axis) ?? 0 } ?? 0
    let isLog = node["scale"].map { scale($0, of: axis) } ?? false
    let isWhole = node["whole"].map { flag($0, of: axis) } ?? false
    guard problems.count == before, let from, let to, let count,
      isAscending(from, to, at: node["from"]?.mark ?? node.mark, axis),
      !isLog || isPositive(from, at: node["from"]?.mark ?? node.mark, axis)
    else { return [] }
    return problems.catching { () throws(SpecError) in
      try GeneratedNumbers(axis: axis, mark: node.mark)
        .random(from, to, count, seed: UInt64(seed), isLog: isLog, isWhole: isWhole)
    } ?? []
  }

  private mutating func three(
    _ node: Node, _ word: String, _ names: [String], example: String, _ axis: String
  ) -> [Node]? {
    if let items = node.sequence, items.count == 3 { return items }
    let found = node.sequence.map { "a list of \($0.count)" } ?? node.found
    problems.add(
      at: node.mark,
      "the axis '\(axis)': \(word) must be [\(names.joined(separator: ", "))], not \(found)",
      hint: "write, say, \(word): \(example)")
    return nil
  }

  private mutating func number(_ node: Node, of axis: String) -> DecimalNumber? {
    switch node.scalar?.value {
    case .integer(let whole) where whole.magnitude < 100_000_000_000_000_000:
      return DecimalNumber(mantissa: whole, exponent: 0)
    case .number(let value) where value.isFinite:
      if let number = DecimalNumber(node.scalar?.text ?? ""), number.value.isFinite {
        return number
      }
      fallthrough
    case .integer:
      problems.add(
        at: node.mark, "the axis '\(axis)': \(node.found) has more digits than we count with",
        hint: "17 digits are enough for any number")
    default:
      problems.add(
        at: node.mark, "the axis '\(axis)' needs a number here, not \(node.found)",
        hint: "write a number such as 2, 0.1 or 1e-4")
    }
    return nil
  }

  private mutating func whole(
    _ node: Node, _ bounds: ClosedRange<Int>, _ what: (name: String, hint: String),
    of axis: String
  ) -> Int? {
    if let value = node.scalar?.value.integer, bounds.contains(value) { return value }
    let wanted = OptionType.integer(bounds).wanted
    problems.add(
      at: node.mark, "the axis '\(axis)': \(what.name) must be \(wanted), not \(node.found)",
      hint: what.hint)
    return nil
  }

  private mutating func scale(_ node: Node, of axis: String) -> Bool {
    let names = ["linear", "log"]
    if let text = node.scalar?.text, names.contains(text) { return text == "log" }
    problems.add(
      at: node.mark, "the axis '\(axis)': the scale must be linear or log, not \(node.found)",
      hint: Suggestion.nearest(to: node.scalar?.text ?? "", among: names)
        .map { "did you mean '\($0)'?" })
    return false
  }

  private mutating func flag(_ node: Node, of axis: String) -> Bool {
    if let value = node.scalar?.value.boolean { return value }
    problems.add(
      at: node.mark, "the axis '\(axis)': whole must be true or false, not \(node.found)",
      hint: "write whole: true for whole numbers alone")
    return false
  }

  private mutating func isAscending(
    _ from: DecimalNumber, _ to: DecimalNumber, at mark: Mark, _ axis: String
  ) -> Bool {
    if from.value <= to.value { return true }
    problems.add(
      at: mark, "the axis '\(axis)' begins at \(from), after its end \(to)",
      hint: "write the smaller number first")
    return false
  }

  private mutating func isPositive(
    _ from: DecimalNumber, at mark: Mark, _ axis: String
  ) -> Bool {
    if from.value > 0 { return true }
    problems.add(
      at: mark, "the axis '\(axis)': a logarithmic axis must begin above 0, not at \(from)",
      hint: "use a small number such as 1e-6, or a linear axis")
    return false
  }
}

// MARK: - Lists that walk together

extension SpecReader {
  /// The values of `zip`: the first of every list, the second of every list, and so on.
  mutating func zipped(_ node: Node, of axis: String) -> [Axis.Value] {
    guard let pairs = node.mapping, !pairs.isEmpty else {
      problems.add(
        at: node.mark, "the axis '\(axis)': zip must be a mapping of lists, not \(node.found)",
        hint: "write zip: {layers: [6, 12], hidden: [64, 128]}")
      return []
    }
    for pair in pairs { checkName(pair.key, of: "a member of '\(axis)'") }
    let before = problems.count
    let lists = pairs.map { walked($0, of: axis) }
    guard problems.count == before else { return [] }
    for (pair, list) in zip(pairs, lists) where list.count != lists[0].count {
      problems.add(
        at: pair.value.mark,
        "the axis '\(axis)': '\(pair.name)' has \(list.count) values, "
          + "'\(pairs[0].name)' has \(lists[0].count)",
        hint: "lists that walk together are equally long")
    }
    guard problems.count == before else { return [] }
    return lists[0].indices.compactMap { index in
      let label = lists.map { $0[index].label }.joined(separator: "-")
      let members = zip(pairs, lists).map { Node.Pair(key: $0.key, value: $1[index].node) }
      let mark = lists[0][index].mark
      guard isLabel(Node(mark: mark, content: .scalar(.init(text: label, isPlain: true))), of: axis)
      else { return nil }
      return Axis.Value(
        label: label, mark: mark, node: Node(mark: mark, content: .mapping(members)))
    }
  }

  private mutating func walked(_ pair: Node.Pair, of axis: String) -> [Axis.Value] {
    if let items = pair.value.sequence, !items.isEmpty {
      return items.compactMap { plainValue($0, of: axis) }
    }
    let ranges = AxisForm.ranges
    if let generators = pair.value.mapping, generators.count == 1,
      ranges.contains(generators[0].name)
    {
      return numbers(generators[0], of: axis).map { .init($0, generators[0].value.mark) }
    }
    problems.add(
      at: pair.value.mark,
      "the axis '\(axis)': '\(pair.name)' of zip must be a list of values, not \(pair.value.found)",
      hint: "write \(pair.name): [VALUE, VALUE]")
    return []
  }
}

extension Axis.Value {
  /// A number that a generator made.
  init(_ number: DecimalNumber, _ mark: Mark) {
    let label = number.description
    self.init(
      label: label, mark: mark,
      node: Node(mark: mark, content: .scalar(.init(text: label, isPlain: true))))
  }
}
