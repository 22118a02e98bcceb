internal import Options
internal import YAML

/// Reads `zip`, which makes one value of an axis of the elements that lists have at one position.
struct ZipReader {
  /// The axis's name, for messages.
  private let axis: String
  private let values: AxisValueReader

  init(axis: String) {
    self.axis = axis
    values = AxisValueReader(axis: axis)
  }

  /// Makes the values of `zip`, of the first elements of all lists, of the second ones, and so on.
  func zipped(_ node: Node, _ problems: inout Problems) -> [Axis.Value] {
    guard let pairs = node.mapping, !pairs.isEmpty else {
      problems.add(
        at: node.mark, "the axis '\(axis)': zip must be a mapping of lists, not \(node.found)",
        hint: "write zip: {layers: [6, 12], hidden: [64, 128]}")
      return []
    }
    for pair in pairs { pair.key.checkName(of: "a member of '\(axis)'", &problems) }
    let before = problems.count
    let lists = pairs.map { walked($0, &problems) }
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
      guard
        values.isLabel(
          Node(mark: mark, content: .scalar(.init(text: label, isPlain: true))), &problems)
      else { return nil }
      return Axis.Value(
        label: label, mark: mark, node: Node(mark: mark, content: .mapping(members)))
    }
  }

  private func walked(_ pair: Node.Pair, _ problems: inout Problems) -> [Axis.Value] {
    if let items = pair.value.sequence, !items.isEmpty {
      return items.compactMap { values.plainValue($0, &problems) }
    }
    let ranges = AxisForm.ranges
    if let generators = pair.value.mapping, generators.count == 1,
      ranges.contains(generators[0].name)
    {
      return GeneratorReader(axis: axis).numbers(generators[0], &problems)
        .map { .init($0, generators[0].value.mark) }
    }
    problems.add(
      at: pair.value.mark,
      "the axis '\(axis)': '\(pair.name)' of zip must be a list of values, not \(pair.value.found)",
      hint: "write \(pair.name): [VALUE, VALUE]")
    return []
  }
}
