internal import Statistics

/// The best values of a column: the best one, and those that don't differ from it.
struct BestValues {
  /// The level below which a p-value says that two means differ.
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
