internal import Spec

/// The cells of a sweep, or their coordinates on some of its axes, worked out when they are asked
/// for.
public struct PlanCells: RandomAccessCollection, Sendable {
  private enum Source: Sendable {
    case listed([[Coordinate]])
    /// Combinations of a sweep's axes, whose coordinates are shown in an order of the axes.
    case swept(Sweep, Combinations, order: [Int])
  }

  private let source: Source

  /// Lists cells one by one.
  public init(_ cells: [[Coordinate]]) { source = .listed(cells) }

  /// Stands for the combinations of some axes, given by their indices, that a sweep's cells have,
  /// none of which is made here.
  init(_ sweep: Sweep, on axes: [Int]) {
    let subset = AxisSubset(Set(axes).sorted(), of: sweep.axes)
    source = .swept(sweep, sweep.combinations(of: subset), order: axes)
  }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch source {
    case .listed(let cells): cells.count
    case .swept(_, let combinations, _): combinations.count
    }
  }

  public subscript(position: Int) -> [Coordinate] {
    switch source {
    case .listed(let cells): return cells[position]
    case .swept(let sweep, let combinations, let order):
      var choice = Array(repeating: 0, count: sweep.axes.count)
      combinations.subset.decode(combinations[position], into: &choice)
      return order.map { sweep.coordinate($0, choice) }
    }
  }

  /// Projects the cells onto some axes, each combination once, with coordinates in the order of
  /// `axes`.
  package func projected(onto axes: [String]) -> PlanCells {
    switch source {
    case .listed(let cells):
      var seen: Set<[Coordinate]> = []
      let projections = cells.map { cell in
        axes.compactMap { axis in cell.first { $0.axis == axis } }
      }
      return PlanCells(projections.filter { seen.insert($0).inserted })
    case .swept(let sweep, _, _):
      return PlanCells(
        sweep, on: axes.compactMap { name in sweep.axes.firstIndex { $0.name == name } })
    }
  }

  /// Makes a test of whether some cell has given labels on these axes.
  fileprivate func finder(on axes: [String]) -> ([String]) -> Bool {
    switch projected(onto: axes).source {
    case .listed(let cells):
      let known = Set(cells.map { $0.map(\.label) })
      return { known.contains($0) }
    case .swept(let sweep, let combinations, let order):
      let values = order.map { axis in
        Dictionary(
          sweep.axes[axis].values.enumerated().map { ($1.label, $0) },
          uniquingKeysWith: { first, _ in first })
      }
      return { labels in
        guard labels.count == order.count else { return false }
        var choice = Array(repeating: 0, count: sweep.axes.count)
        for (index, label) in labels.enumerated() {
          guard let value = values[index][label] else { return false }
          choice[order[index]] = value
        }
        return combinations.position(of: combinations.subset.code(choice)) != nil
      }
    }
  }
}

/// Finds out whether some cell has given coordinates, without going through the cells.
package struct CellLookup {
  private let cells: PlanCells
  private var finders: [[String]: ([String]) -> Bool] = [:]

  package init(_ cells: PlanCells) { self.cells = cells }

  /// Checks whether some cell has all of the coordinates, which may be of some axes only.
  package mutating func contains(_ coordinates: [Coordinate]) -> Bool {
    let axes = coordinates.map(\.axis)
    let labels = coordinates.map(\.label)
    if let find = finders[axes] { return find(labels) }
    let find = cells.finder(on: axes)
    finders[axes] = find
    return find(labels)
  }
}

extension Sweep {
  func coordinate(_ axis: Int, _ choice: [Int]) -> Coordinate {
    Coordinate(axis: axes[axis].name, label: axes[axis].values[choice[axis]].label)
  }

  /// Returns the coordinates of a combination on its axes.
  func coordinates(_ subset: AxisSubset, _ choice: [Int]) -> [Coordinate] {
    subset.axes.map { coordinate($0, choice) }
  }
}
