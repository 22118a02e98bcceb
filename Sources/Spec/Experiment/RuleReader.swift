internal import Options
internal import YAML

/// Reads the rules that tie the axes of a sweep together, and the values that they add to axes.
struct RuleReader {
  private let rules: [String: [Node]]
  private var tables: AxisTables

  /// Makes a reader of rules.
  ///
  /// - Parameter rules: The lists under `include` and `except`, one of each file that has it.
  init(_ rules: [String: [Node]], _ tables: AxisTables) {
    self.rules = rules
    self.tables = tables
  }

  var axes: [Axis] { tables.axes }

  /// Reads `include` or `except`.
  mutating func entries(_ word: String, _ problems: inout Problems) -> [CellRules.Entry] {
    var entries: [CellRules.Entry] = []
    for node in rules[word] ?? [] where !node.isNull {
      guard let written = node.sequence else {
        problems.add(
          at: node.mark, "\(word) must be a list of mappings, not \(node.found)",
          hint: "write \(word): [{AXIS: VALUE, AXIS: VALUE}]")
        continue
      }
      entries += written.compactMap { entry($0, of: word, &problems) }
    }
    return entries
  }

  private mutating func entry(
    _ entry: Node, of word: String, _ problems: inout Problems
  ) -> CellRules.Entry? {
    guard let pairs = entry.mapping, !pairs.isEmpty else {
      problems.add(
        at: entry.mark, "an entry of '\(word)' must be a mapping, not \(entry.found)",
        hint: "write {AXIS: VALUE, AXIS: VALUE}")
      return nil
    }
    guard let choices = choices(pairs, in: word, &problems) else { return nil }
    return choices.values.contains(where: \.isEmpty) ? nil : CellRules.Entry(choices: choices)
  }

  /// Ties each axis that has `when` to the axes that it asks about, and adds `otherwise` to its
  /// values.
  mutating func tie(_ readings: [AxisReading], _ problems: inout Problems) {
    for (index, reading) in readings.enumerated() {
      guard let when = reading.when, let otherwise = reading.otherwise else { continue }
      let value = tables[index].add(otherwise)
      guard let choices = choices(of: when, on: reading.axis, &problems) else { continue }
      tables[index].tie(
        Axis.Condition(choices: choices.mapValues { Set($0) }, otherwise: value))
    }
    let axes = tables.axes
    for circle in DependencyOrder(dependencies: axes.map(\.askedAxes)).cycles {
      let path = circle.map { axes[$0].name }.joined(separator: " -> ")
      problems.add(
        at: readings[circle[0]].when?.key.mark ?? axes[circle[0]].mark,
        "axes ask about each other in a circle: \(path)",
        hint: "let one of them have its values in every cell")
      for index in circle { tables[index].tie(nil) }
    }
  }

  private mutating func choices(
    of when: Node.Pair, on axis: Axis, _ problems: inout Problems
  ) -> [Int: [Int]]? {
    guard let pairs = when.value.mapping, !pairs.isEmpty else {
      problems.add(
        at: when.value.mark,
        "'when' of the axis '\(axis.name)' must be a mapping, not \(when.value.found)",
        hint: "write when: {AXIS: VALUE, AXIS: [VALUE, VALUE]}")
      return nil
    }
    if let own = pairs.first(where: { $0.name == axis.name }) {
      problems.add(
        at: own.key.mark, "the axis '\(axis.name)' asks about itself",
        hint: "name another axis in 'when'")
      return nil
    }
    return choices(pairs, in: "when", &problems)
  }

  /// Finds the values that a mapping names for some axes; nil where it names what isn't there.
  ///
  /// - Returns: By the index of an axis, the indices of its values, ascending.
  private mutating func choices(
    _ pairs: [Node.Pair], in word: String, _ problems: inout Problems
  ) -> [Int: [Int]]? {
    var choices: [Int: [Int]] = [:]
    for pair in pairs {
      guard let index = tables.index(ofAxis: pair.name) else {
        problems.add(
          at: pair.key.mark, "'\(pair.name)' in '\(word)' is not a sweep axis",
          hint: Suggestion.hint(
            for: pair.name, among: tables.axes.map(\.name), noun: "sweep axis"))
        continue
      }
      let items = pair.value.sequence ?? [pair.value]
      if items.isEmpty {
        problems.add(
          at: pair.value.mark, "'\(word)' names no value of '\(pair.name)'",
          hint: "write a value or a list of values, or leave '\(pair.name)' out")
        continue
      }
      let values = items.compactMap { valueIndex($0, in: word, ofAxis: index, &problems) }
      choices[index] = Set(values).sorted()
    }
    return choices.count == pairs.count ? choices : nil
  }

  private mutating func valueIndex(
    _ node: Node, in word: String, ofAxis index: Int, _ problems: inout Problems
  ) -> Int? {
    if let value = tables[index].index(of: node) { return value }
    if tables[index].hasLost(node) || tables[index].axis.values.isEmpty { return nil }
    if word == "include" {
      // No entry brings back what the command line leaves out of an axis.
      if tables[index].isOverridden { return nil }
      if !tables[index].axis.hasVariants {
        return AxisValueReader(axis: tables[index].axis.name).plainValue(node, &problems)
          .map { tables[index].add($0) }
      }
    }
    let axis = tables[index].axis
    problems.add(
      at: node.mark, "\(node.found) in '\(word)' is not a value of the axis '\(axis.name)'",
      hint: Suggestion.hint(
        for: node.scalar?.text ?? "", among: axis.values.map(\.label),
        noun: "value of \(axis.name)"))
    return nil
  }
}
