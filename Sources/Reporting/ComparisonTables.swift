internal import Options
internal import Pipeline

/// The tables of stages that compare arms.
struct ComparisonTables {
  private let plan: Plan
  private let absent: [StageID: Table.Absence]
  private let metrics: [ResultRows.Source: [String: Double]]
  private let comparing: [PlannedStage]

  /// Collects the stages that compare, and their metrics.
  ///
  /// - Parameter absent: Stages that should have metrics and don't, and why.
  init(_ plan: Plan, _ finals: FinalMetrics, absent: [StageID: Table.Absence]) {
    (self.plan, self.absent) = (plan, absent)
    comparing = plan.stages.filter { $0.declaration.produces == Comparison.product }
    metrics = finals.bySource(ofStages: Set(comparing.map(\.name)))
  }

  /// A table for each stage of the spec that compares, with a row for each arm of each cell.
  var all: [Table] {
    var (names, cells): ([String], [String: [PlannedStage]]) = ([], [:])
    for stage in comparing {
      if cells[stage.name] == nil { names.append(stage.name) }
      cells[stage.name, default: []].append(stage)
    }
    return names.compactMap { name in cells[name].map { table(name, $0) } }
  }

  private func table(_ name: String, _ cells: [PlannedStage]) -> Table {
    let compared = cells.map { Comparison(reading: $0.options) }
    let measures = Set(compared.map(\.measure.name))
    let axes = cells[0].cell.map(\.axis)
    let header = [
      compared[0].over, "parameters", measures.count == 1 ? measures.first ?? "" : "measure",
      "pairs", "difference", "difference_low", "difference_high", "p", "p_holm",
    ]
    let rows = zip(cells, compared).flatMap { cell, compared in
      self.rows(of: cell, compared).map { row in
        cell.cell.map { .text($0.label) } + row
          + Array(
            repeating: absent[cell.id].map { .absent($0) } ?? .missing,
            count: header.count - row.count)
      }
    }
    return Table(name: name, header: axes + header, rows: rows)
  }

  /// Makes a row for each arm of a cell; if the cell has no metrics, the rows have names alone.
  private func rows(of stage: PlannedStage, _ compared: Comparison) -> [[Table.Cell]] {
    let arms = plan.axes.first { $0.name == compared.over }?.labels ?? []
    if absent[stage.id] != nil { return arms.map { [.text($0)] } }
    let source = ResultRows.Source(stage: stage.name, cell: stage.cell)
    let known = metrics[source] ?? [:]
    let isPaired = arms.contains { (known["\($0).pairs"] ?? 0) > 0 }
    return arms.compactMap { arm in
      guard let mean = known["\(arm).mean"] else { return nil }
      func metric(_ name: String) -> Table.Cell {
        known["\(arm).\(name)"].map { .number($0) } ?? .missing
      }
      let count = Int(known["\(arm).n"] ?? 0)
      return [
        .text(arm), known["\(arm).parameters"].map(size) ?? .missing,
        .summary(mean: mean, deviation: known["\(arm).std"], count: count),
        // For the baseline, the number of its values that have a pair.
        arm == compared.baseline && isPaired ? metric("n") : metric("pairs"),
        metric("difference"), metric("difference_low"), metric("difference_high"),
        metric("p"), metric("p_holm"),
      ]
    }
  }

  /// Returns a number of parameters, which need not be whole: it is a mean over an arm's pairs.
  private func size(_ value: Double) -> Table.Cell {
    value == value.rounded() && abs(value) < 1e15 ? .whole(Int(value)) : .number(value)
  }
}
