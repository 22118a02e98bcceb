internal import Options
internal import Pipeline
internal import Statistics

/// The order of a table's rows by the values of a column.
struct RowOrder {
  private let column: Int
  private let isAscending: Bool

  /// Finds the column, the first of those that a metric makes.
  ///
  /// - Parameters:
  ///   - metrics: The metric of each column after the keys.
  ///   - keys: Number of columns before them.
  /// - Returns: nil where the table isn't sorted.
  init?(_ order: TableLook.RowOrder?, _ metrics: [String], keys: Int) {
    guard let order, let index = metrics.firstIndex(of: order.column) else { return nil }
    column = keys + index
    let metric = order.column.split(separator: ".", maxSplits: 1).last.map(String.init) ?? ""
    let better = MetricCatalog.all.first { $0.fits(metric) }?.better
    isAscending = order.isAscending ?? (better == .lower)
  }

  /// Returns the indices of rows in this order; those without a value come last, and equal ones
  /// keep their order.
  func indices(of lines: [[Table.Cell]]) -> [Int] {
    lines.indices.sorted { first, second in
      let (a, b) = (lines[first][column].value, lines[second][column].value)
      guard let a, let b, a != b else { return a != nil && b == nil || (a == b && first < second) }
      return isAscending ? a < b : a > b
    }
  }
}

/// The best values of a column: the best one, and those that aren't told apart from it.
struct BestValues {
  /// The level below which a p-value tells two means apart.
  private static let level = 0.05

  /// Indices of the rows.
  let rows: Set<Int>

  /// Compares each value with the best one by Welch's t-test; values without spread are among the
  /// best only where they equal it.
  init(_ cells: [Table.Cell], _ better: MetricDeclaration.Better) {
    let values = cells.enumerated().compactMap { index, cell in
      cell.value.flatMap { $0.isFinite ? (index: index, value: $0) : nil }
    }
    let best = values.max { better == .higher ? $0.value < $1.value : $0.value > $1.value }
    guard let best else {
      rows = []
      return
    }
    let winner = Self.moments(cells[best.index])
    rows = Set(
      values.filter { candidate in
        if candidate.value == best.value { return true }
        guard let winner, let moments = Self.moments(cells[candidate.index]) else { return false }
        return WelchTest(winner, minus: moments).p.map { $0 >= Self.level } ?? false
      }.map(\.index))
  }

  private static func moments(_ cell: Table.Cell) -> WelchTest.Moments? {
    guard case .summary(let mean, let deviation?, let count, _, _) = cell else { return nil }
    return WelchTest.Moments(mean: mean, deviation: deviation, count: count)
  }
}
