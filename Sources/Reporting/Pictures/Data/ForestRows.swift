internal import Options
internal import Pipeline
internal import Statistics

/// What a comparison found of one arm in one cell.
struct ForestRow {
  let name: String
  let difference: Double?
  let interval: (low: Double, high: Double)?
  let pairs: Int
  let verdict: Verdict?
  /// The numbers and the verdict, or why there are none.
  let text: String
}

/// Reads what comparisons found from their metrics.
struct ForestRows {
  private let data: PictureData

  init(_ data: PictureData) { self.data = data }

  /// Returns a row for each arm of each cell of a stage that compares, the baseline left out.
  func rows(of cells: [PlannedStage]) -> [ForestRow] {
    let metrics = data.finals.bySource(ofStages: Set(cells.map(\.name)))
    return cells.flatMap { cell in
      let known = metrics[ResultRows.Source(stage: cell.name, cell: cell.cell)] ?? [:]
      let comparison = Comparison(reading: cell.options)
      return data.labels(of: comparison.over).filter { $0 != comparison.baseline }
        .compactMap { label in
          let key = [Coordinate(axis: comparison.over, label: label)] + cell.cell
          let name = CellGroup<Int>(key: key, items: []).name
          if let absence = data.absent[cell.id] { return Self.absent(name, absence) }
          let arm = ArmMetrics(label, of: comparison, known)
          return arm[.armMean] == nil ? nil : Self.row(name, arm, comparison)
        }
    }
  }

  private static func absent(_ name: String, _ absence: Table.Absence) -> ForestRow {
    ForestRow(
      name: name, difference: nil, interval: nil, pairs: 0, verdict: nil, text: absence.rawValue)
  }

  private static func row(
    _ name: String, _ arm: ArmMetrics, _ comparison: Comparison
  ) -> ForestRow {
    let verdict = Verdict(arm, comparison)
    let difference = arm[.armDifference]
    let numbers = difference.map { difference in
      NumberText.signed(difference)
        + (NumberText.interval(arm.interval?.low, arm.interval?.high).map { " \($0)" } ?? "")
    }
    let text = [numbers ?? "no pairs", verdict?.rawValue].compactMap { $0 }
    return ForestRow(
      name: name, difference: difference, interval: arm.interval, pairs: arm.pairs,
      verdict: verdict, text: text.joined(separator: ", ").replacing("-", with: "−"))
  }
}
