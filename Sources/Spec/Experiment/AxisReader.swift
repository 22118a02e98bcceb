internal import Options
internal import YAML

/// An axis as read by itself, before what ties it to others.
struct AxisReading {
  var axis: Axis
  /// `when` with its key.
  var when: Node.Pair?
  /// The value in cells where `when` does not hold.
  var otherwise: Axis.Value?
}

extension SpecReader {
  /// Reads an axis in any of its forms: a list, named variants, a generator.
  mutating func reading(_ pair: Node.Pair, _ names: NameScope) -> AxisReading {
    var reading = AxisReading(
      axis: Axis(name: pair.name, mark: pair.key.mark, hasVariants: false, values: []))
    guard let node = evaluated(pair.value, names) else { return reading }
    if let pairs = node.mapping, AxisForm.isGenerator(pairs) {
      read(pairs, at: pair.value.mark, into: &reading)
    } else {
      let found = values(node, of: pair.name, at: pair.value.mark)
      reading.axis = Axis(
        name: pair.name, mark: pair.key.mark, hasVariants: found.hasVariants, values: found.values)
    }
    return reading
  }

  private mutating func evaluated(_ node: Node, _ names: NameScope) -> Node? {
    problems.catching { () throws(SpecError) in
      var evaluator = Evaluator(names, choice: names.axes.map { _ in -1 })
      return try evaluator.value(of: node)
    }
  }

  /// The reading with the values that the command line gives the axis; `when` stays.
  mutating func overridden(
    _ reading: AxisReading, by override: Overrides.Override, _ names: NameScope
  ) -> AxisReading {
    var reading = reading
    reading.axis = overridden(reading.axis, by: override, names)
    return reading
  }

  /// What a list or a mapping of variants stands for, or a generator without conditions.
  ///
  /// - Parameter mark: Where the axis has its values, whatever they are references to.
  private mutating func values(
    _ node: Node, of axis: String, at mark: Mark
  ) -> (values: [Axis.Value], hasVariants: Bool) {
    if node.sequence?.isEmpty == true || node.mapping?.isEmpty == true {
      problems.add(
        at: mark, "the axis '\(axis)' has no values",
        hint: "give it at least one, or remove it")
    }
    switch node.content {
    case .sequence(let items):
      return (distinct(items.compactMap { plainValue($0, of: axis) }, of: axis), false)
    case .mapping(let pairs):
      if AxisForm.isGenerator(pairs) { return source(pairs, of: axis, at: mark) }
      return (distinct(pairs.compactMap { variant($0, of: axis) }, of: axis), true)
    case .scalar(let scalar):
      problems.add(
        at: mark,
        "the axis '\(axis)' must be a list of values or a mapping of named variants, not "
          + node.found,
        hint: "write \(axis): [\(scalar.text.prefix(40))]")
      return ([], false)
    }
  }

  /// Reads a generator with what else may stand beside it.
  private mutating func read(_ pairs: [Node.Pair], at mark: Mark, into reading: inout AxisReading) {
    let name = reading.axis.name
    let found = source(pairs, of: name, at: mark, besides: AxisForm.conditions)
    reading.axis = Axis(
      name: name, mark: reading.axis.mark, hasVariants: found.hasVariants, values: found.values)
    let when = pairs.first { $0.name == "when" }
    let otherwise = pairs.first { $0.name == "otherwise" }
    switch (when, otherwise) {
    case (let when?, let otherwise?):
      reading.when = when
      reading.otherwise = self.otherwise(otherwise.value, of: reading.axis)
    case (let when?, nil):
      problems.add(
        at: when.key.mark, "the axis '\(name)' has 'when' without 'otherwise'",
        hint: "write 'otherwise: VALUE', what it is in the other cells")
    case (nil, let otherwise?):
      problems.add(
        at: otherwise.key.mark, "the axis '\(name)' has 'otherwise' without 'when'",
        hint: "write 'when: {AXIS: VALUE}', or remove it")
    case (nil, nil): break
    }
  }

  private mutating func otherwise(_ node: Node, of axis: Axis) -> Axis.Value? {
    guard axis.hasVariants else { return plainValue(node, of: axis.name) }
    let name = node.scalar?.text ?? ""
    if let variant = axis.values.first(where: { $0.label == name }) { return variant }
    if axis.values.isEmpty { return nil }
    problems.add(
      at: node.mark, "the axis '\(axis.name)' has no variant \(node.found)",
      hint: Suggestion.hint(for: name, among: axis.values.map(\.label), noun: "variant"))
    return nil
  }

  /// The values of the one generator among some keys.
  private mutating func source(
    _ pairs: [Node.Pair], of axis: String, at mark: Mark, besides others: [String] = []
  ) -> (values: [Axis.Value], hasVariants: Bool) {
    let words = AxisForm.generators + others
    for pair in pairs where !words.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "'\(pair.name)' is not a part of the axis '\(axis)'",
        hint: Suggestion.hint(for: pair.name, among: words, noun: "part of an axis"))
    }
    let sources = pairs.filter { AxisForm.generators.contains($0.name) }
    guard let first = sources.first else {
      if pairs.allSatisfy({ words.contains($0.name) }) {
        problems.add(
          at: mark, "the axis '\(axis)' has no values",
          hint: "write 'values: [VALUE, VALUE]' beside the condition")
      }
      return ([], false)
    }
    for extra in sources.dropFirst() {
      problems.add(
        at: extra.key.mark, "the axis '\(axis)' has both '\(first.name)' and '\(extra.name)'",
        hint: "keep one of them")
    }
    switch first.name {
    case "values": return values(first.value, of: axis, at: first.value.mark)
    case "zip": return (distinct(zipped(first.value, of: axis), of: axis), true)
    default: return (numbers(first, of: axis).map { .init($0, first.value.mark) }, false)
    }
  }

  private mutating func overridden(
    _ axis: Axis, by override: Overrides.Override, _ names: NameScope
  ) -> Axis {
    let isGenerator = override.value.mapping.map(AxisForm.isGenerator) ?? false
    let list =
      override.value.sequence != nil || isGenerator && !axis.hasVariants
      ? override.value : Node(mark: override.mark, content: .sequence([override.value]))
    guard axis.hasVariants else {
      let node = evaluated(list, names)
      let found = node.map { values($0, of: axis.name, at: override.mark) }
      return Axis(
        name: axis.name, mark: override.mark, hasVariants: found?.hasVariants ?? false,
        values: found?.values ?? [])
    }
    let variants = Dictionary(axis.values.map { ($0.label, $0) }, uniquingKeysWith: { a, _ in a })
    let labels = axis.values.map(\.label)
    if list.sequence?.isEmpty == true {
      problems.add(
        at: override.mark, "the axis '\(axis.name)' has no values",
        hint: Suggestion.hint(for: "", among: labels, noun: "variant"))
    }
    let chosen = (list.sequence ?? []).compactMap { item -> Axis.Value? in
      let name = item.scalar?.text ?? ""
      if let variant = variants[name] { return variant }
      problems.add(
        at: override.mark, "the axis '\(axis.name)' has no variant \(item.found)",
        hint: Suggestion.hint(for: name, among: labels, noun: "variant"))
      return nil
    }
    return Axis(
      name: axis.name, mark: override.mark, hasVariants: true,
      values: distinct(chosen, of: axis.name))
  }
}

/// The forms that a mapping under an axis may have.
enum AxisForm {
  /// What makes values.
  static let generators = ["values", "zip"] + ranges
  /// What makes numbers.
  static let ranges = ["range", "log-range", "random"]
  /// What may stand beside.
  static let conditions = ["when", "otherwise"]

  /// Whether a mapping is a generator rather than named variants: all of its keys are a
  /// generator's, or one of them has a value that no variant can have.
  static func isGenerator(_ pairs: [Node.Pair]) -> Bool {
    let words = generators + conditions
    return !pairs.isEmpty && pairs.allSatisfy { words.contains($0.name) }
      || pairs.contains {
        words.contains($0.name) && $0.value.mapping == nil && !$0.value.isNull
      }
  }
}
