internal import Options
internal import YAML

extension SpecReader {
  /// Reads `include` or `except`.
  mutating func entries(_ word: String, _ tables: inout AxisTables) -> [CellRules.Entry] {
    guard let node = section("sweep")?[word], !node.isNull else { return [] }
    guard let entries = node.sequence else {
      problems.add(
        at: node.mark, "\(word) must be a list of mappings, not \(node.found)",
        hint: "write \(word): [{AXIS: VALUE, AXIS: VALUE}]")
      return []
    }
    return entries.compactMap { entry in
      guard let pairs = entry.mapping, !pairs.isEmpty else {
        problems.add(
          at: entry.mark, "an entry of '\(word)' must be a mapping, not \(entry.found)",
          hint: "write {AXIS: VALUE, AXIS: VALUE}")
        return nil
      }
      guard let choices = choices(pairs, in: word, &tables) else { return nil }
      return choices.values.contains(where: \.isEmpty) ? nil : CellRules.Entry(choices: choices)
    }
  }

  /// Ties each axis that has `when` to the axes that it asks about; `otherwise` becomes a value.
  mutating func conditions(of readings: [AxisReading], _ tables: inout AxisTables) {
    for (index, reading) in readings.enumerated() {
      guard let when = reading.when, let otherwise = reading.otherwise else { continue }
      let value = tables[index].add(otherwise)
      guard let choices = choices(of: when, on: reading.axis, &tables) else { continue }
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
    of when: Node.Pair, on axis: Axis, _ tables: inout AxisTables
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
    return choices(pairs, in: "when", &tables)
  }

  /// For each axis the values that a mapping names; nil where it names what isn't there.
  private mutating func choices(
    _ pairs: [Node.Pair], in word: String, _ tables: inout AxisTables
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
      choices[index] = Set(items.compactMap { valueIndex($0, in: word, &tables[index]) }).sorted()
    }
    return choices.count == pairs.count ? choices : nil
  }

  private mutating func valueIndex(
    _ node: Node, in word: String, _ table: inout AxisTable
  ) -> Int? {
    if let index = table.index(of: node) { return index }
    if table.hasLost(node) || table.axis.values.isEmpty { return nil }
    if word == "include" {
      // What the command line leaves out of an axis no entry brings back.
      if table.isOverridden { return nil }
      if !table.axis.hasVariants {
        return plainValue(node, of: table.axis.name).map { table.add($0) }
      }
    }
    problems.add(
      at: node.mark, "\(node.found) in '\(word)' is not a value of the axis '\(table.axis.name)'",
      hint: Suggestion.hint(
        for: node.scalar?.text ?? "", among: table.labels,
        noun: "value of \(table.axis.name)"))
    return nil
  }
}
