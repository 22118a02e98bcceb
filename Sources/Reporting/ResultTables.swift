package import Pipeline
internal import Options
internal import Spec
internal import Statistics

/// Makes the tables of an experiment from its stored figures.
package struct ResultTables {
  /// The most rows of a table that are there without figures.
  private static let placeLimit = 100_000

  private let plan: Plan
  private let rows: ResultRows
  /// The final figures by stage and metric, each with its place among the rows.
  private let finals: FinalFigures

  /// - Parameter rows: Those of places that the plan doesn't have, as when the spec has changed
  ///   since, are left out.
  package init(_ plan: Plan, rows: ResultRows) {
    self.plan = plan
    var places = PlanPlaces(plan.cells)
    self.rows = rows.keeping { places.contains($0.cell) }
    finals = FinalFigures(self.rows, stages: plan.stages)
  }

  /// Every table: those that the spec asks for, then one for each comparison.
  package var all: [Table] { plan.tables.map(pivot) + comparisons }

  /// All figures, curves included, one a row: what the tables are made from. Rows are made as they
  /// are written.
  package var tidy: Table { tidyTable("results", rows) }

  /// What was measured while the figures were made, one a row.
  package func timings(_ rows: ResultRows) -> Table { tidyTable("timings", rows) }

  private func tidyTable(_ name: String, _ rows: ResultRows) -> Table {
    let axes = plan.axes.map(\.name)
    let starts = rows.sources.map { source in
      let place = axes.map { axis in
        source.cell.first { $0.axis == axis }.map { Table.Cell.text($0.label) } ?? .missing
      }
      return [.text(plan.experiment)] + place + [.text(source.stage)]
    }
    let metrics = rows.metrics.map { Table.Cell.text($0) }
    return Table(
      name: name, header: ["experiment"] + axes + ["stage", "metric", "step", "value"],
      rows: TableRows(count: rows.count) { index in
        var row = starts[rows.source(index)]
        row.reserveCapacity(row.count + 3)
        row.append(metrics[rows.metric(index)])
        row.append(rows.step(index).map { .number(Double($0)) } ?? .missing)
        row.append(.number(rows.value(index)))
        return row
      })
  }

  /// One line for each column of the spec's tables that no stage has a figure for, and for each
  /// axis that a table averages over without saying so.
  package var warnings: [String] { emptyColumns + silentMeans }

  private var silentMeans: [String] {
    plan.tables.flatMap { table in
      let hidden = plan.axes.filter { axis in
        axis.labels.count > 1 && axis.name != table.over && !table.rows.contains(axis.name)
      }
      return hidden.map { axis in
        "table '\(table.name)': its figures are means over '\(axis.name)', which is neither "
          + "in rows nor after over"
      }
    }
  }

  private var emptyColumns: [String] {
    plan.tables.flatMap { table in
      table.columns.filter { finals.figures(of: $0).isEmpty }.map { column in
        let hint = Suggestion.hint(for: column, among: finals.names, noun: "figure")
        return "table '\(table.name)': no stage has a figure '\(column)'; \(hint)"
      }
    }
  }

  private func pivot(_ table: PlannedTable) -> Table {
    let columns = table.columns.isEmpty ? scoreColumns : table.columns
    let places = FigurePlaces(rows.sources, rows: table.rows, over: table.over)
    let figures = columns.map { PlacedFigures(finals.figures(of: $0), places) }
    let cells = self.places(of: table, figures, places).map { place in
      let numbers = places.numbers(at: place)
      return place.map { Table.Cell.text($0.label) }
        + figures.map { cell($0.values(at: numbers), table.over) }
    }
    return Table(name: table.name, header: table.rows + columns, rows: cells)
  }

  /// A row for each place that the plan's cells have, in the order of the spec; of a grid too
  /// large to print only those that have figures of their own.
  private func places(
    of table: PlannedTable, _ figures: [PlacedFigures], _ known: FigurePlaces
  ) -> PlanCells {
    let places = plan.cells.places(on: table.rows)
    if places.count <= Self.placeLimit { return places }
    var seen: Set<Int> = []
    let numbers = figures.flatMap(\.placesInOrder).filter { seen.insert($0).inserted }
    return PlanCells(numbers.compactMap(known.fullPlace))
  }

  /// What each stage that scores yields, for a table that names no columns.
  private var scoreColumns: [String] {
    let scoring = Set(plan.stages.filter { $0.declaration.produces == "scores" }.map(\.name))
    return finals.names(ofStages: scoring)
  }

  private func cell(_ values: [Double], _ over: String?) -> Table.Cell {
    guard let first = values.first else { return .missing }
    if values.count == 1 && over == nil || values.allSatisfy({ $0 == first && $0 >= 1000 }) {
      return Table.Cell(first)
    }
    let deviation = values.count > 1 ? standardDeviation(values) : nil
    return .summary(mean: mean(values), deviation: deviation, count: values.count)
  }

  /// One table for each stage that compares arms.
  private var comparisons: [Table] {
    let comparing = plan.stages.filter { $0.declaration.produces == Comparison.product }
    let figures = finals.bySource(ofStages: Set(comparing.map(\.name)))
    return comparing.map { stage in
      let source = ResultRows.Source(stage: stage.name, cell: stage.cell)
      return comparison(stage, figures[source] ?? [:])
    }
  }

  /// Arms that differ in size over their pairs have a mean, which needn't be whole.
  private func count(_ value: Double) -> Table.Cell {
    value == value.rounded() && abs(value) < 1e15 ? .whole(Int(value)) : .number(value)
  }

  private func comparison(_ stage: PlannedStage, _ figures: [String: Double]) -> Table {
    let compared = Comparison(reading: stage.options)
    let arms = plan.axes.first { $0.name == compared.over }?.labels ?? []
    let rows = arms.filter { figures["\($0).mean"] != nil }.map { arm -> [Table.Cell] in
      func figure(_ name: String) -> Table.Cell {
        figures["\(arm).\(name)"].map { .number($0) } ?? .missing
      }
      let mean = Table.Cell.summary(
        mean: figures["\(arm).mean"] ?? .nan, deviation: figures["\(arm).deviation"],
        count: Int(figures["\(arm).n"] ?? 0))
      return [
        .text(arm), figures["\(arm).parameters"].map(count) ?? .missing, mean,
        figure("difference"), figure("difference_low"), figure("difference_high"), figure("p"),
      ]
    }
    let header = [
      compared.over, "parameters", compared.measure.name, "difference", "difference_low",
      "difference_high", "p",
    ]
    return Table(name: stage.id.description, header: header, rows: rows)
  }
}
