internal import Pipeline

/// Things of several cells that a picture shows as one, as their cells agree on some axes.
struct CellGroup<Item> {
  /// The coordinates on which the cells agree.
  let key: [Coordinate]
  let items: [Item]

  /// The key as a legend shows it, such as `mpo, bond 4`; a number stands after its axis.
  var name: String {
    key.map { Double($0.label) == nil ? $0.label : "\($0.axis) \($0.label)" }
      .joined(separator: ", ")
  }

  /// Groups things by their coordinates on some axes, in the order of the first of each group.
  static func groups(
    _ items: [Item], by axes: [String], cell: (Item) -> [Coordinate]
  ) -> [CellGroup] {
    var (order, members): ([[Coordinate]], [[Coordinate]: [Item]]) = ([], [:])
    for item in items {
      let cell = cell(item)
      let key = axes.compactMap { axis in cell.first { $0.axis == axis } }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(item)
    }
    return order.map { CellGroup(key: $0, items: members[$0] ?? []) }
  }
}

extension [Coordinate] {
  /// Returns the label on an axis; nil where the cell lacks the axis.
  func label(on axis: String) -> String? { first { $0.axis == axis }?.label }
}
