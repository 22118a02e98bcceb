internal import Options
internal import Spec

/// Checks the tables of a spec, and makes the one that a spec without any gets.
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
    if spec.tables.isEmpty {
      return [
        PlannedTable(
          name: "main", rows: axes.filter { $0 != "seed" }, columns: [],
          over: axes.contains("seed") ? "seed" : nil)
      ]
    }
    return spec.tables.map { table($0, &problems) }
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
      columns: table.columns.map(\.text), stages: owners, over: over)
  }

  /// Checks columns, and finds whose metrics those are that name no stage.
  private func owners(
    of columns: [LocatedText], rows: [String], _ problems: inout Problems
  ) -> [String: String] {
    let named = Set(columns.compactMap { self.stage(namedBy: $0) }).intersection(stages)
    var owners: [String: String] = [:]
    for column in columns {
      if stage(namedBy: column) != nil {
        checkColumn(column, &problems)
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

  /// What stands before the point of a column; nil where there is none.
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

  /// All figures go to a file of their own, which a table of that name would take.
  private func checkName(_ table: TableSpec, _ problems: inout Problems) {
    guard ["results", "timings"].contains(table.name) else { return }
    problems.add(
      at: table.mark, "a table can't be named '\(table.name)'",
      hint: "\(table.name).csv holds every figure of its kind; choose another name")
  }

  /// Checks a column with a point.
  private func checkColumn(_ column: LocatedText, _ problems: inout Problems) {
    let stage = stage(namedBy: column) ?? ""
    let metric = String(column.text.dropFirst(stage.count + 1))
    if stages.contains(stage), !metric.isEmpty {
      metrics.check(
        metric, ofStage: stage, namedBy: "columns", at: column.mark, problems: &problems)
      return
    }
    problems.add(
      at: column.mark,
      stages.contains(stage)
        ? "columns: '\(column.text)' lacks the metric's name"
        : "columns: there is no stage '\(stage)'",
      hint: stages.contains(stage)
        ? "write \(stage).METRIC"
        : Suggestion.hint(for: stage, among: spec.stages.map(\.name), noun: "stage"))
  }
}
