internal import YAML

extension SpecReader {
  /// Reads `except` of the sweep.
  ///
  /// - Parameter original: The axes as the file has them: what `--set` took away may still be
  ///   named, and then matches nothing.
  mutating func exclusions(_ axes: [Axis], _ original: [Axis]) -> [Exclusion] {
    guard let node = section("sweep")?["except"], !node.isNull else { return [] }
    guard let entries = node.sequence else {
      problems.add(
        at: node.mark, "except must be a list of mappings, not \(node.found)",
        hint: "write except: [{AXIS: VALUE, AXIS: VALUE}]")
      return []
    }
    let tables = axes.indices.map { AxisTable(axes[$0], original[$0]) }
    let indices = Dictionary(
      axes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return entries.compactMap { exclusion($0, tables, indices) }
  }

  private mutating func exclusion(
    _ entry: Node, _ tables: [AxisTable], _ indices: [String: Int]
  ) -> Exclusion? {
    guard let pairs = entry.mapping, !pairs.isEmpty else {
      problems.add(
        at: entry.mark, "an entry of 'except' must be a mapping, not \(entry.found)",
        hint: "write {AXIS: VALUE, AXIS: VALUE}")
      return nil
    }
    var choices: [Int: [Int]] = [:]
    for pair in pairs {
      guard let index = indices[pair.name] else {
        problems.add(
          at: pair.key.mark, "'\(pair.name)' in 'except' is not a sweep axis",
          hint: Suggestion.hint(
            for: pair.name, among: tables.map(\.name), noun: "sweep axis"))
        continue
      }
      let items = pair.value.sequence ?? [pair.value]
      choices[index] = Set(items.compactMap { valueIndex($0, tables[index]) }).sorted()
    }
    let matches = choices.count == pairs.count && choices.values.allSatisfy { !$0.isEmpty }
    return matches ? Exclusion(choices: choices) : nil
  }

  private mutating func valueIndex(_ node: Node, _ table: AxisTable) -> Int? {
    let label = node.scalar?.text ?? ""
    if let index = table.indices[label] { return index }
    if let value = node.scalar?.value, let index = table.indicesOfValues[value] { return index }
    if table.formerLabels.contains(label) || table.labels.isEmpty { return nil }
    problems.add(
      at: node.mark, "\(node.found) in 'except' is not a value of the axis '\(table.name)'",
      hint: Suggestion.hint(for: label, among: table.labels, noun: "value of \(table.name)"))
    return nil
  }
}

/// Where the values of an axis stand on it.
private struct AxisTable {
  let name: String
  let labels: [String]
  let indices: [String: Int]
  /// For `1.0` where the axis has `1.00`.
  let indicesOfValues: [Value: Int]
  /// What the file has, whether or not `--set` left it.
  let formerLabels: Set<String>

  init(_ axis: Axis, _ original: Axis) {
    name = axis.name
    labels = axis.values.map(\.label)
    let places = axis.values.enumerated()
    indices = Dictionary(places.map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
    indicesOfValues = Dictionary(
      places.compactMap { place in place.element.node.scalar.map { ($0.value, place.offset) } },
      uniquingKeysWith: { first, _ in first })
    formerLabels = Set(original.values.map(\.label))
  }
}
