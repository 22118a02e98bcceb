package import Pipeline
internal import Spec
internal import Statistics

/// Makes the tables of an experiment from its stored figures.
package struct ResultTables {
  private let plan: Plan
  private let rows: [ResultRow]

  /// - Parameter rows: Those of places that the plan doesn't have, as when the spec has changed
  ///   since, are left out.
  package init(_ plan: Plan, rows: [ResultRow]) {
    self.plan = plan
    var places = PlanPlaces(plan)
    self.rows = rows.filter { places.contains($0.cell) }
  }

  /// Every table: those that the spec asks for, then one for each comparison.
  package var all: [Table] { plan.tables.map(pivot) + comparisons }

  /// All figures, curves included, one a row: what the tables are made from.
  package var tidy: Table { tidyTable("results", rows) }

  /// What was measured while the figures were made, one a row.
  package func timings(_ rows: [ResultRow]) -> Table { tidyTable("timings", rows) }

  private func tidyTable(_ name: String, _ rows: [ResultRow]) -> Table {
    let axes = plan.axes.map(\.name)
    let cells = rows.map { row -> [Table.Cell] in
      let place = axes.map { axis in
        row.cell.first { $0.axis == axis }.map { Table.Cell.text($0.label) } ?? .missing
      }
      return [.text(plan.experiment)] + place + [
        .text(row.stage), .text(row.metric), row.step.map { .number(Double($0)) } ?? .missing,
        .number(row.value),
      ]
    }
    return Table(
      name: name, header: ["experiment"] + axes + ["stage", "metric", "step", "value"],
      rows: cells)
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
    let known = Set(
      rows.filter { $0.step == nil }.flatMap { [$0.metric, "\($0.stage).\($0.metric)"] })
    return plan.tables.flatMap { table in
      let places = combinations(of: table.rows)
      let empty = table.columns.filter { column in
        places.allSatisfy { values(of: column, at: $0, over: table.over).isEmpty }
      }
      return empty.map { column in
        let hint = Suggestion.hint(for: column, among: known.sorted(), noun: "figure")
        return "table '\(table.name)': no stage has a figure '\(column)'; \(hint)"
      }
    }
  }

  private func pivot(_ table: PlannedTable) -> Table {
    let columns = table.columns.isEmpty ? scoreColumns : table.columns
    let places = combinations(of: table.rows)
    let cells = places.map { place in
      place.map { Table.Cell.text($0.label) }
        + columns.map { cell(values(of: $0, at: place, over: table.over), table.over) }
    }
    return Table(name: table.name, header: table.rows + columns, rows: cells)
  }

  /// What each stage that scores yields, for a table that names no columns.
  private var scoreColumns: [String] {
    let scoring = Set(plan.stages.filter { $0.declaration.produces == "scores" }.map(\.name))
    var columns: [String] = []
    for row in rows where row.step == nil && scoring.contains(row.stage) {
      let name = "\(row.stage).\(row.metric)"
      if !columns.contains(name) { columns.append(name) }
    }
    return columns
  }

  /// The places on some axes that the plan's cells have, in the order of the spec.
  private func combinations(of axes: [String]) -> [[Coordinate]] {
    var seen: Set<[Coordinate]> = []
    let places = plan.cells.map { cell in
      axes.compactMap { axis in cell.first { $0.axis == axis } }
    }
    return places.filter { seen.insert($0).inserted }
  }

  /// The figures of a column at a place: one for each label of the axis averaged over.
  private func values(of column: String, at place: [Coordinate], over: String?) -> [Double] {
    let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
    let stages = Set(plan.stages.map(\.name))
    let isNamed = parts.count == 2 && stages.contains(parts[0])
    let metric = isNamed ? parts[1] : column
    let stage = isNamed ? parts[0] : lastStage(with: metric)
    let matching = rows.filter { row in
      row.step == nil && row.metric == metric && row.stage == stage
        && row.cell.allSatisfy { coordinate in
          coordinate.axis == over || place.contains(coordinate)
            || !place.contains { $0.axis == coordinate.axis }
        }
    }
    return matching.map(\.value)
  }

  /// The stage that a bare metric is of: among those that have it, the nearest to the end.
  private func lastStage(with metric: String) -> String? {
    let having = Set(rows.filter { $0.step == nil && $0.metric == metric }.map(\.stage))
    return plan.stages.last { having.contains($0.name) }?.name
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
    plan.stages.filter { $0.declaration.produces == "comparison" }.map { stage in
      let figures = Dictionary(
        rows.filter { $0.stage == stage.name && $0.cell == stage.cell && $0.step == nil }
          .map { ($0.metric, $0.value) }, uniquingKeysWith: { first, _ in first })
      return comparison(stage, figures)
    }
  }

  /// Arms that differ in size over their pairs have a mean, which needn't be whole.
  private func count(_ value: Double) -> Table.Cell {
    value == value.rounded() && abs(value) < 1e15 ? .whole(Int(value)) : .number(value)
  }

  private func comparison(_ stage: PlannedStage, _ figures: [String: Double]) -> Table {
    let over = stage.options["over"]?.text ?? ""
    let measure = stage.options["measure"]?.text ?? "measure"
    let arms = plan.axes.first { $0.name == over }?.labels ?? []
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
      over, "parameters", measure, "difference", "difference_low", "difference_high", "p",
    ]
    return Table(name: stage.id.description, header: header, rows: rows)
  }
}

/// The places of a plan's cells on any of its axes.
private struct PlanPlaces {
  private let cells: [[Coordinate]]
  private var known: [[String]: Set<[Coordinate]>] = [:]

  init(_ plan: Plan) { cells = plan.cells }

  mutating func contains(_ place: [Coordinate]) -> Bool {
    let axes = place.map(\.axis)
    if let known = known[axes] { return known.contains(place) }
    let places = Set(
      cells.map { cell in axes.compactMap { axis in cell.first { $0.axis == axis } } })
    known[axes] = places
    return places.contains(place)
  }
}
