package import Pipeline
internal import Options
internal import Spec
internal import Statistics

/// Makes the tables of an experiment from its stored figures.
package struct ResultTables {
  /// The name of the table of all figures.
  package static let tidyName = "results"
  /// The name of the table of what was measured.
  package static let timingsName = "timings"
  /// The most rows of a table that are there without figures.
  private static let placeLimit = 100_000

  private let plan: Plan
  private let rows: ResultRows
  /// The final figures by stage and metric, each with its place among the rows.
  private let finals: FinalFigures
  /// By source of the rows, why it has no figures.
  private let absent: [Int: Table.Absence]
  /// By stage, the same.
  private let absentStages: [StageID: Table.Absence]

  /// - Parameters:
  ///   - rows: Those of places that the plan doesn't have, as when the spec has changed since, are
  ///     left out.
  ///   - absent: The plan's stages that should have figures and don't.
  package init(_ plan: Plan, rows: ResultRows, absent: [StageID: Table.Absence] = [:]) {
    self.plan = plan
    var places = PlanPlaces(plan.cells)
    var kept = rows.keeping { places.contains($0.cell) }
    var numbers: [Int: Table.Absence] = [:]
    for stage in absent.isEmpty ? [] : plan.stages {
      guard let reason = absent[stage.id] else { continue }
      numbers[kept.add(ResultRows.Source(stage: stage.name, cell: stage.cell))] = reason
    }
    self.rows = kept
    self.absent = numbers
    absentStages = absent
    finals = FinalFigures(kept, stages: plan.stages)
  }

  /// Every table: those that the spec asks for, then one for each stage that compares, in which all
  /// its cells stand.
  package var all: [Table] {
    plan.tables.map(pivot) + ComparisonTables(plan, finals, absent: absentStages).all
  }

  /// All figures, curves included, one a row: what the tables are made from. Rows are made as they
  /// are written.
  ///
  /// - Parameter details: Whether those that are details by their declarations are among them, such
  ///   as Schmidt values.
  package func tidy(details: Bool = false) -> Table {
    tidyTable(Self.tidyName, rows, at: details ? nil : rows.placesWithoutDetails(plan.stages))
  }

  /// The places that ``tidy(details:)`` has figures of, a line each, as it would be written.
  package var written: WrittenTables {
    let axes = plan.axes.map(\.name)
    let finished = Set(rows.indices.lazy.map { rows.source($0) })
    let places = rows.sources.indices.filter(finished.contains).map { number in
      origin(of: rows.sources[number], axes) + [.text("m"), .missing, .number(0)]
    }
    let table = Table(name: "", header: tidyHeader(axes), rows: places)
    return WrittenTables(Array(CSVExporter.render(table).utf8))
  }

  private func tidyHeader(_ axes: [String]) -> [String] {
    ["experiment"] + axes + ["stage", "metric", "step", "value"]
  }

  /// Experiment, place on the axes and stage.
  private func origin(of source: ResultRows.Source, _ axes: [String]) -> [Table.Cell] {
    let place = axes.map { axis in
      source.cell.first { $0.axis == axis }.map { Table.Cell.text($0.label) } ?? .missing
    }
    return [.text(plan.experiment)] + place + [.text(source.stage)]
  }

  /// What was measured while the figures were made, one a row.
  package func timings(_ rows: ResultRows) -> Table { tidyTable(Self.timingsName, rows) }

  /// - Parameter places: Of the figures among the rows; nil for all.
  private func tidyTable(_ name: String, _ rows: ResultRows, at places: [Int]? = nil) -> Table {
    let axes = plan.axes.map(\.name)
    let starts = rows.sources.map { origin(of: $0, axes) }
    let metrics = rows.metrics.map { Table.Cell.text($0) }
    return Table(
      name: name, header: tidyHeader(axes),
      rows: TableRows(count: places?.count ?? rows.count) { number in
        let index = places?[number] ?? number
        var row = starts[rows.source(index)]
        row.reserveCapacity(row.count + 3)
        row.append(metrics[rows.metric(index)])
        row.append(rows.step(index).map { .number(Double($0)) } ?? .missing)
        row.append(.number(rows.value(index)))
        return row
      })
  }

  /// One line for each column of the spec's tables that no stage has a figure for or several have,
  /// for each axis that a table averages over without saying so, and for each arm that can't be
  /// compared.
  package var warnings: [String] {
    emptyColumns + unclearColumns + silentMeans + ComparisonWarnings(plan, finals).lines
  }

  /// A line for each column whose figure several stages have that the plan knew nothing of.
  private var unclearColumns: [String] {
    plan.tables.flatMap { table in
      table.columns.compactMap { column in
        let stages = finals.rivals(for: column, in: table)
        guard let shown = stages.last else { return nil }
        return "table '\(table.name)': several stages have a figure '\(column)': "
          + "\(stages.joined(separator: ", ")); it shows \(shown).\(column)"
      }
    }
  }

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
      let named = table.columns + table.references.flatMap { $0.figures.values.sorted() }
      return named.filter { isEmpty($0, in: table) }.map { column in
        let hint = Suggestion.hint(for: column, among: finals.names, noun: "figure")
        return "table '\(table.name)': no stage has a figure '\(column)'; \(hint)"
      }
    }
  }

  /// Whether no stage has a figure for a column, though all that may have one were run.
  private func isEmpty(_ column: String, in table: PlannedTable) -> Bool {
    let (stage, figures) = finals.figures(of: column, in: table)
    guard figures.isEmpty else { return false }
    return !absent.keys.contains { stage == nil || rows.sources[$0].stage == stage }
  }

  private func pivot(_ table: PlannedTable) -> Table {
    let columns = table.columns.isEmpty ? scoreColumns : table.columns
    let places = FigurePlaces(rows.sources, rows: table.rows, over: table.over)
    let shown = columns.map { column($0, of: table, at: places) }
    let tablePlaces = self.places(of: table, shown.map(\.figures), places)
    let numbers = tablePlaces.map { places.numbers(at: $0) }
    let cells = shown.map { $0.cells(at: numbers) }
    let lines = tablePlaces.enumerated().map { index, place in
      place.map { Table.Cell.text($0.label) } + cells.map { $0[index] }
    }
    return Table(
      name: table.name, header: table.rows + columns,
      rows: lines + table.references.map { row(of: $0, table, columns, places) })
  }

  private func column(
    _ name: String, of table: PlannedTable, at places: FigurePlaces
  ) -> TableColumn {
    let (stage, figures) = finals.figures(of: name, in: table)
    return TableColumn(
      PlacedFigures(figures, places), PlacedStages(stage, rows.sources, places, absent: absent),
      over: table.over)
  }

  /// A reference's name stands where the first axis has its values; the other axes have none.
  private func row(
    of reference: PlannedTable.Reference, _ table: PlannedTable, _ columns: [String],
    _ places: FigurePlaces
  ) -> [Table.Cell] {
    let everywhere = [places.numbers(at: [])]
    let cells = columns.map { name in
      reference.figures[name].map { column($0, of: table, at: places).cells(at: everywhere)[0] }
        ?? .missing
    }
    let open = table.rows.dropFirst().map { _ in Table.Cell.missing }
    return [.text(reference.name)] + open + cells
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
}
