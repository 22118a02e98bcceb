package import Spec

/// The cells of a sweep, or their places on some of its axes, worked out when they are asked for.
public struct PlanCells: RandomAccessCollection, Sendable {
  private enum Source: Sendable {
    case listed([[Coordinate]])
    /// Combinations of a sweep's axes, shown in an order of the axes.
    case swept(Sweep, Combinations, order: [Int])
  }

  private let source: Source

  /// Cells listed one by one.
  public init(_ cells: [[Coordinate]]) { source = .listed(cells) }

  /// All cells of a sweep, none of which is made here.
  package init(_ sweep: Sweep) {
    source = .swept(sweep, sweep.cells, order: Array(sweep.axes.indices))
  }

  private init(_ sweep: Sweep, on axes: [Int]) {
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

  /// The different places that the cells have on some axes, each in the order of `axes`.
  package func places(on axes: [String]) -> PlanCells {
    switch source {
    case .listed(let cells):
      var seen: Set<[Coordinate]> = []
      let places = cells.map { cell in
        axes.compactMap { axis in cell.first { $0.axis == axis } }
      }
      return PlanCells(places.filter { seen.insert($0).inserted })
    case .swept(let sweep, _, _):
      return PlanCells(
        sweep, on: axes.compactMap { name in sweep.axes.firstIndex { $0.name == name } })
    }
  }

  /// A test of whether some cell has a place on these axes.
  fileprivate func finder(on axes: [String]) -> ([String]) -> Bool {
    switch places(on: axes).source {
    case .listed(let cells):
      let places = Set(cells.map { $0.map(\.label) })
      return { places.contains($0) }
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

/// Tells whether cells have a place on some of their axes, without going through the cells.
package struct PlanPlaces {
  private let cells: PlanCells
  private var finders: [[String]: ([String]) -> Bool] = [:]

  package init(_ cells: PlanCells) { self.cells = cells }

  package mutating func contains(_ place: [Coordinate]) -> Bool {
    let axes = place.map(\.axis)
    let labels = place.map(\.label)
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

  /// Where a combination stands on its axes.
  func coordinates(_ subset: AxisSubset, _ choice: [Int]) -> [Coordinate] {
    subset.axes.map { coordinate($0, choice) }
  }
}
