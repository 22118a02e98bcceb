package import Pipeline
internal import Options
internal import Spec
internal import Statistics

/// Makes the tables of an experiment from its stored metrics.
package struct ResultTables {
  /// The name of the table of all metrics.
  package static let tidyName = "results"
  /// The name of the table of timings and other measurements of the work itself.
  package static let timingsName = "timings"
  private let plan: Plan
  private let rows: ResultRows
  /// The rows that are stored, without metrics that follow from the plan.
  private let stored: ResultRows
  /// The final values by stage and metric, each with its index among the rows.
  private let finals: FinalMetrics
  /// Why a source of the rows has no metrics, by the source's index.
  private let absent: [Int: Table.Absence]
  /// Why a stage has no metrics.
  private let absentStages: [StageID: Table.Absence]
  private let isTraced: Bool

  /// Prepares the tables of a plan.
  ///
  /// - Parameters:
  ///   - rows: The stored metrics; those of cells that the plan doesn't have, as when the spec has
  ///     changed since, are left out.
  ///   - planned: Metrics that follow from the plan, which the tables of the spec have for stages
  ///     among the rows.
  ///   - absent: The plan's stages that should have metrics and don't.
  ///   - isTraced: Whether tables tell which stages each cell comes from.
  package init(
    _ plan: Plan, rows: ResultRows, planned others: ResultRows = ResultRows(),
    absent: [StageID: Table.Absence] = [:], isTraced: Bool = false
  ) {
    self.plan = plan
    self.isTraced = isTraced
    var planned = CellLookup(plan.cells)
    let inside = rows.keeping { planned.contains($0.cell) }
    var kept = inside.adding(others)
    var numbers: [Int: Table.Absence] = [:]
    for stage in absent.isEmpty ? [] : plan.stages {
      guard let reason = absent[stage.id] else { continue }
      numbers[kept.add(ResultRows.Source(stage: stage.name, cell: stage.cell))] = reason
    }
    (self.rows, stored) = (kept, inside)
    self.absent = numbers
    absentStages = absent
    finals = FinalMetrics(kept, stages: plan.stages)
  }

  /// Every table: those that the spec asks for, then one for each stage that compares, with all of
  /// the stage's cells.
  package var all: [Table] {
    plan.tables.map(table) + ComparisonTables(plan, finals, absent: absentStages).all
  }

  /// Makes a table that the spec asks for, of the cells that it is limited to.
  private func table(_ planned: PlannedTable) -> Table {
    guard !planned.look.filter.isEmpty else {
      return PivotTable(planned, plan, rows, finals, absent: absent, isTraced: isTraced).table(
        columns: columns(planned))
    }
    let shown = Set(plan.stages.lazy.filter { planned.look.shows($0.cell) }.map(\.id))
    let kept = ResultTables(
      plan, rows: rows.keeping { planned.look.shows($0.cell) },
      absent: absentStages.filter { shown.contains($0.key) })
    return PivotTable(
      planned, plan, kept.rows, kept.finals, absent: kept.absent, isTraced: isTraced
    ).table(columns: columns(planned))
  }

  private func columns(_ table: PlannedTable) -> [String] {
    table.columns.isEmpty ? scoreColumns : table.columns
  }

  /// Makes the table of all values, learning curves included, with one row for each; the other
  /// tables are made from them.
  ///
  /// Rows are made as they are written.
  ///
  /// - Parameter details: Whether metrics that are declared as details, such as Schmidt values, are
  ///   among them.
  package func tidy(details: Bool = false) -> Table {
    tidyTable(
      Self.tidyName, stored, at: details ? nil : stored.indicesWithoutDetails(plan.stages))
  }

  /// Returns the cells and stages that ``tidy(details:)`` has values of, as a format of CSV would
  /// write them.
  package func written(as format: any Exporter.Type = CSVExporter.self) -> WrittenTables {
    let axes = plan.axes.map(\.name)
    let finished = Set(stored.indices.lazy.map { stored.source($0) })
    let lines = stored.sources.indices.filter(finished.contains).map { index in
      origin(of: stored.sources[index], axes) + [.text("m"), .missing, .number(0)]
    }
    let table = Table(name: "", header: tidyHeader(axes), rows: lines)
    return WrittenTables(Array(format.render(table).utf8))
  }

  private func tidyHeader(_ axes: [String]) -> [String] {
    ["experiment"] + axes + ["stage", "metric", "step", "value"]
  }

  /// Returns a line's first fields: experiment, coordinates on the axes, and stage.
  private func origin(of source: ResultRows.Source, _ axes: [String]) -> [Table.Cell] {
    let coordinates = axes.map { axis in
      source.cell.first { $0.axis == axis }.map { Table.Cell.text($0.label) } ?? .missing
    }
    return [.text(plan.experiment)] + coordinates + [.text(source.stage)]
  }

  /// Makes the table of what was measured while the stages ran, such as seconds, with one row for
  /// each value.
  package func timings(_ rows: ResultRows) -> Table { tidyTable(Self.timingsName, rows) }

  /// Makes a table with one row for each value.
  ///
  /// - Parameter indices: The rows to show; nil for all.
  private func tidyTable(_ name: String, _ rows: ResultRows, at indices: [Int]? = nil) -> Table {
    let axes = plan.axes.map(\.name)
    let starts = rows.sources.map { origin(of: $0, axes) }
    let metrics = rows.metrics.map { Table.Cell.text($0) }
    return Table(
      name: name, header: tidyHeader(axes),
      rows: TableRows(count: indices?.count ?? rows.count) { position in
        let index = indices?[position] ?? position
        var row = starts[rows.source(index)]
        row.reserveCapacity(row.count + 3)
        row.append(metrics[rows.metric(index)])
        row.append(rows.step(index).map { .number(Double($0)) } ?? .missing)
        row.append(.number(rows.value(index)))
        return row
      })
  }

  /// One line for each column of the spec's tables whose metric no stage has or several have, for
  /// each axis that a table averages over without saying so, and for each arm that can't be
  /// compared.
  package var warnings: [String] {
    emptyColumns + unclearColumns + silentMeans + ComparisonWarnings(plan, finals).lines
  }

  /// A line for each column whose metric several stages have, which the plan didn't know.
  private var unclearColumns: [String] {
    plan.tables.flatMap { table in
      table.columns.compactMap { column in
        let stages = finals.rivals(for: column, in: table)
        guard let shown = stages.last else { return nil }
        return "table '\(table.name)': several stages have a metric '\(column)': "
          + "\(stages.joined(separator: ", ")); it shows \(shown).\(column)"
      }
    }
  }

  private var silentMeans: [String] {
    plan.tables.flatMap { table in
      let varying = axesOfColumns(table)
      let hidden = plan.axes.filter { axis in
        let shown = axis.labels.count { table.look.filter[axis.name]?.contains($0) ?? true }
        return varying.contains(axis.name) && shown > 1 && axis.name != table.over
          && axis.name != table.look.pivot && !table.rows.contains(axis.name)
      }
      return hidden.map { axis in
        "table '\(table.name)': its values are means over '\(axis.name)', which is neither "
          + "in rows nor after over"
      }
    }
  }

  /// The axes over which the stages vary whose metrics a table shows.
  private func axesOfColumns(_ table: PlannedTable) -> Set<String> {
    let shown = Set(columns(table).compactMap { finals.values(of: $0, in: table).stage })
    return Set(
      rows.sources.filter { shown.contains($0.stage) }.flatMap { $0.cell.map(\.axis) })
  }

  private var emptyColumns: [String] {
    plan.tables.flatMap { table in
      let named = table.columns + table.references.flatMap { $0.metrics.values.sorted() }
      return named.filter { isEmpty($0, in: table) }.map { column in
        let hint = Suggestion.hint(for: column, among: finals.names, noun: "metric")
        return "table '\(table.name)': no stage has a metric '\(column)'; \(hint)"
      }
    }
  }

  /// Returns whether no stage has a column's metric, though all that may have it were run.
  private func isEmpty(_ column: String, in table: PlannedTable) -> Bool {
    let (stage, values) = finals.values(of: column, in: table)
    guard values.isEmpty else { return false }
    return !absent.keys.contains { stage == nil || rows.sources[$0].stage == stage }
  }

  /// The columns of a table that names none: the metrics of each stage that scores.
  private var scoreColumns: [String] {
    let scoring = Set(plan.stages.filter { $0.declaration.produces == "scores" }.map(\.name))
    return finals.names(ofStages: scoring)
  }
}
