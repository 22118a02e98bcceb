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
