internal import Pipeline

/// The cells of the sources of metrics, projected onto the axes of a table's rows; worked out once
/// for all of the table's columns.
///
/// A projected cell keeps the coordinates on those axes of the rows that the table doesn't average
/// over. It may lack some of them, as a stage need not depend on every axis.
struct ProjectedCells {
  /// Projected cells with the same axes; each counts in every row that agrees with it.
  private struct Group {
    let axes: [String]
    var indices: [[String]: Int] = [:]
  }

  private let rows: [String]
  private var groups: [Group] = []
  private var cells: [(group: Int, labels: [String])] = []
  /// Index of each source's projected cell.
  private(set) var ofSource: [Int] = []

  var count: Int { cells.count }

  /// Projects the cells of sources.
  ///
  /// - Parameters:
  ///   - rows: The axes of the table's rows.
  ///   - over: The axis averaged over, on which metrics may have any coordinate.
  init(_ sources: [ResultRows.Source], rows: [String], over: String?) {
    self.rows = rows
    let fixed = rows.filter { $0 != over }
    ofSource.reserveCapacity(sources.count)
    var last: (cell: [Coordinate], index: Int)?
    for source in sources {
      if let last, last.cell == source.cell {
        ofSource.append(last.index)
        continue
      }
      let index = index(of: source.cell.filter { fixed.contains($0.axis) })
      last = (source.cell, index)
      ofSource.append(index)
    }
  }

  private mutating func index(of cell: [Coordinate]) -> Int {
    let (axes, labels) = (cell.map(\.axis), cell.map(\.label))
    let group = groups.firstIndex { $0.axes == axes } ?? groups.count
    if group == groups.count { groups.append(Group(axes: axes)) }
    if let index = groups[group].indices[labels] { return index }
    groups[group].indices[labels] = cells.count
    cells.append((group, labels))
    return cells.count - 1
  }

  /// Returns the indices of the cells whose metrics count in a row.
  func indices(in row: [Coordinate]) -> [Int] {
    groups.compactMap { group in
      let labels = group.axes.compactMap { axis in row.first { $0.axis == axis }?.label }
      return group.indices[labels]
    }
  }

  /// Returns the coordinates of a cell in the order of the rows' axes; nil if it lacks one of them.
  func fullCoordinates(_ index: Int) -> [Coordinate]? {
    let (axes, labels) = (groups[cells[index].group].axes, cells[index].labels)
    guard Set(axes) == Set(rows) else { return nil }
    return rows.compactMap { axis in
      axes.firstIndex(of: axis).map { Coordinate(axis: axis, label: labels[$0]) }
    }
  }
}

/// The values of a column's metric, by projected cell.
struct ValuesByCell {
  /// In the order of their cells, those of one cell in the order of the rows.
  private var values: [FinalMetrics.MetricValue] = []
  /// Index of each cell's first value, and one more for the end.
  private var starts: [Int]
  /// The cells that have values, in the order of their first values.
  let cellsInOrder: [Int]

  /// Sorts values by projected cell.
  init(_ unordered: [FinalMetrics.MetricValue], _ cells: ProjectedCells) {
    starts = Array(repeating: 0, count: cells.count + 1)
    var found: [Int] = []
    for value in unordered {
      let cell = cells.ofSource[value.source]
      if starts[cell + 1] == 0 { found.append(cell) }
      starts[cell + 1] += 1
    }
    cellsInOrder = found
    for cell in 0..<cells.count { starts[cell + 1] += starts[cell] }
    guard let first = unordered.first else { return }
    var ends = starts
    values = Array(repeating: first, count: unordered.count)
    for value in unordered {
      let cell = cells.ofSource[value.source]
      values[ends[cell]] = value
      ends[cell] += 1
    }
  }

  /// Returns the values in some cells, in the order of the rows.
  func values(in cells: [Int]) -> [Double] {
    if cells.count == 1 { return values(in: cells[0]).map(\.value) }
    return cells.flatMap { values(in: $0) }.sorted { $0.index < $1.index }.map(\.value)
  }

  private func values(in cell: Int) -> ArraySlice<FinalMetrics.MetricValue> {
    values[starts[cell]..<starts[cell + 1]]
  }
}
