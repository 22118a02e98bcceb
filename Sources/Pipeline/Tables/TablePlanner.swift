internal import Options
internal import Spec

/// Checks the tables of a spec and finds the stages of their columns.
struct TablePlanner {
  private let spec: ExperimentSpec
  private let axes: [String]
  private let stages: Set<String>
  private let metrics: MetricCheck
  private let varying: StageAxes

  init(_ spec: ExperimentSpec, _ metrics: MetricCheck, _ varying: StageAxes) {
    self.spec = spec
    self.metrics = metrics
    self.varying = varying
    axes = spec.sweep.axes.map(\.name)
    stages = Set(spec.stages.map(\.name))
  }

  func tables(problems: inout Problems) -> [PlannedTable] {
    spec.tables.map { table($0, &problems) }
  }

  private func table(_ table: TableSpec, _ problems: inout Problems) -> PlannedTable {
    for row in table.rows ?? [] { checkAxis(row, "rows", &problems) }
    if let over = table.over { checkAxis(over, "over", &problems) }
    checkRepetition(table, &problems)
    checkName(table, &problems)
    let over = table.over?.text
    let rows = table.rows?.map(\.text) ?? axes.filter { $0 != over }
    let owners = owners(of: table.columns, rows: rows, &problems)
    return PlannedTable(
      name: table.name, rows: rows,
      columns: table.columns.map(\.text), stages: owners, over: over,
      references: references(of: table, rows: rows, &problems))
  }

  /// Checks columns, and finds the stages of those that name none.
  ///
  /// - Returns: By column that names no stage, the stage whose metric it is.
  private func owners(
    of columns: [LocatedText], rows: [String], _ problems: inout Problems
  ) -> [String: String] {
    let named = Set(columns.compactMap { self.stage(namedBy: $0) }).intersection(stages)
    var owners: [String: String] = [:]
    for column in columns {
      if stage(namedBy: column) != nil {
        checkMeasure(column, "columns", &problems)
      } else if stages.contains(column.text) {
        problems.add(
          at: column.mark, "columns: '\(column.text)' is a stage, not a metric",
          hint: "write \(column.text).METRIC")
      } else {
        owners[column.text] = metrics.stage(
          of: column, among: named, varying: { varying.varies($0, over: rows) },
          problems: &problems)
      }
    }
    return owners
  }

  /// Returns the part of a column before its first point; nil where it has none.
  private func stage(namedBy column: LocatedText) -> String? {
    column.text.firstIndex(of: ".").map { String(column.text[..<$0]) }
  }

  private func checkAxis(_ name: LocatedText, _ key: String, _ problems: inout Problems) {
    if axes.contains(name.text) { return }
    problems.add(
      at: name.mark, "\(key): '\(name.text)' is not a sweep axis",
      hint: Suggestion.hint(for: name.text, among: axes, noun: "sweep axis"))
  }

  private func checkRepetition(_ table: TableSpec, _ problems: inout Problems) {
    var seen: Set<String> = []
    for axis in (table.rows ?? []) + (table.over.map { [$0] } ?? []) {
      if seen.insert(axis.text).inserted { continue }
      problems.add(
        at: axis.mark, "the axis '\(axis.text)' is used twice in table '\(table.name)'",
        hint: "an axis makes rows or is averaged over, not both")
    }
  }

  /// Reports a table with the name of a file that holds all metrics or all timings.
  private func checkName(_ table: TableSpec, _ problems: inout Problems) {
    guard ["results", "timings"].contains(table.name) else { return }
    problems.add(
      at: table.mark, "a table can't be named '\(table.name)'",
      hint: "\(table.name).csv holds every metric of its kind; choose another name")
  }

  /// Checks a metric that is named together with its stage.
  ///
  /// - Parameter key: Key of the spec that names the metric, with which messages begin.
  private func checkMeasure(_ measure: LocatedText, _ key: String, _ problems: inout Problems) {
    let stage = stage(namedBy: measure) ?? ""
    let metric = String(measure.text.dropFirst(stage.count + 1))
    if stages.contains(stage), !metric.isEmpty {
      metrics.check(metric, ofStage: stage, namedBy: key, at: measure.mark, problems: &problems)
      return
    }
    problems.add(
      at: measure.mark,
      stages.contains(stage)
        ? "\(key): '\(measure.text)' lacks the metric's name"
        : "\(key): there is no stage '\(stage)'",
      hint: stages.contains(stage)
        ? "write \(stage).METRIC"
        : Suggestion.hint(for: stage, among: spec.stages.map(\.name), noun: "stage"))
  }
}

// MARK: - References

extension TablePlanner {
  private func references(
    of table: TableSpec, rows: [String], _ problems: inout Problems
  ) -> [PlannedTable.Reference] {
    if rows.isEmpty, let first = table.references.first {
      problems.add(
        at: first.name.mark, "references: the table '\(table.name)' has no column for their names",
        hint: "name an axis in rows")
    }
    return table.references.map { reference in
      var measures: [String: String] = [:]
      for entry in reference.entries {
        checkColumn(entry.column, of: table, &problems)
        checkReference(entry.measure, rows: rows, &problems)
        measures[entry.column.text] = entry.measure.text
      }
      return PlannedTable.Reference(name: reference.name.text, metrics: measures)
    }
  }

  private func checkColumn(
    _ column: LocatedText, of table: TableSpec, _ problems: inout Problems
  ) {
    let columns = table.columns.map(\.text)
    if columns.contains(column.text) { return }
    problems.add(
      at: column.mark, "references: '\(column.text)' is no column of the table '\(table.name)'",
      hint: Suggestion.hint(for: column.text, among: columns, noun: "column"))
  }

  /// Checks that a metric's stage doesn't vary over the rows' axes, as the metric would have
  /// another value for each row.
  private func checkReference(
    _ measure: LocatedText, rows: [String], _ problems: inout Problems
  ) {
    guard let stage = stage(namedBy: measure) else {
      problems.add(
        at: measure.mark, "references: '\(measure.text)' names no stage",
        hint: "write STAGE.METRIC, such as words.accuracy")
      return
    }
    checkMeasure(measure, "references", &problems)
    guard let axis = varying.first(of: rows, of: stage) else { return }
    problems.add(
      at: measure.mark, "references: '\(stage)' varies over '\(axis)', as the table's rows do",
      hint: "make it a column, or name a stage that is the same for every \(axis)")
  }
}
