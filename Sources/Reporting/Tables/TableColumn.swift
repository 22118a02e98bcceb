internal import Spec
internal import Statistics

/// A column of a table, which shows a stage's metric in each of the table's rows.
struct TableColumn {
  let values: ValuesByCell
  private let stages: StagesByCell
  /// The axis averaged over; nil if there is none.
  private let over: String?

  /// What the table shows beside means.
  private let spread: Spread

  init(_ values: ValuesByCell, _ stages: StagesByCell, over: String?, spread: Spread = .std) {
    self.values = values
    self.spread = spread
    self.stages = stages
    self.over = over
  }

  /// Makes the table's cell for each row; a mean that is over fewer values than another one says
  /// so.
  ///
  /// - Parameter rows: For each row, the indices of the projected cells whose values count in it.
  func cells(at rows: [[Int]]) -> [Table.Cell] {
    let cells = rows.map(cell)
    let most = cells.map(\.count).max() ?? 0
    return cells.map { cell in
      guard case .summary(let mean, let deviation, let count, nil, let extremes) = cell,
        count < most
      else { return cell }
      return .summary(
        mean: mean, deviation: deviation, count: count, short: .planned, extremes: extremes)
    }
  }

  private func cell(at cells: [Int]) -> Table.Cell {
    let (values, planned) = (self.values.values(in: cells), stages.count(in: cells))
    guard let first = values.first else {
      let isUndefined = planned > 0
      return stages.absence(in: cells).map { .absent($0) }
        ?? (isUndefined ? .absent(.undefined) : .missing)
    }
    let isAlone = values.count == 1 && over == nil && planned <= 1
    if isAlone || values.allSatisfy({ $0 == first && $0 >= 1000 }) { return Table.Cell(first) }
    return .summary(
      mean: mean(values), deviation: values.count > 1 ? standardDeviation(values) : nil,
      count: values.count, short: planned > values.count ? .of(planned) : nil,
      extremes: spread == .range ? values.reduce(first...first, Self.widened) : nil)
  }

  private static func widened(_ range: ClosedRange<Double>, _ value: Double) -> ClosedRange<Double>
  {
    value.isNaN ? range : min(range.lowerBound, value)...max(range.upperBound, value)
  }
}

extension Table.Cell {
  /// Number of values that a mean is over; 0 for anything else.
  fileprivate var count: Int {
    guard case .summary(_, _, let count, _, _) = self else { return 0 }
    return count
  }
}
