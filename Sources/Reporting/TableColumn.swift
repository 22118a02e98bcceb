internal import Statistics

/// What a column of a table shows: a metric of a stage at each of the table's rows.
struct TableColumn {
  let figures: PlacedFigures
  private let stages: PlacedStages
  /// The axis averaged over; nil where there is none.
  private let over: String?

  init(_ figures: PlacedFigures, _ stages: PlacedStages, over: String?) {
    self.figures = figures
    self.stages = stages
    self.over = over
  }

  /// A cell for each row; a mean that is over fewer values than another one says so.
  ///
  /// - Parameter rows: The places whose figures count in each.
  func cells(at rows: [[Int]]) -> [Table.Cell] {
    let cells = rows.map(cell)
    let most = cells.map(\.count).max() ?? 0
    return cells.map { cell in
      guard case .summary(let mean, let deviation, let count, nil) = cell, count < most else {
        return cell
      }
      return .summary(mean: mean, deviation: deviation, count: count, short: .planned)
    }
  }

  private func cell(at places: [Int]) -> Table.Cell {
    let (values, planned) = (figures.values(at: places), stages.count(at: places))
    guard let first = values.first else {
      return stages.absence(at: places).map { .absent($0) } ?? .missing
    }
    let isAlone = values.count == 1 && over == nil && planned <= 1
    if isAlone || values.allSatisfy({ $0 == first && $0 >= 1000 }) { return Table.Cell(first) }
    return .summary(
      mean: mean(values), deviation: values.count > 1 ? standardDeviation(values) : nil,
      count: values.count, short: planned > values.count ? .of(planned) : nil)
  }
}

extension Table.Cell {
  /// How many values a mean is over; 0 for anything else.
  fileprivate var count: Int {
    guard case .summary(_, _, let count, _) = self else { return 0 }
    return count
  }
}
