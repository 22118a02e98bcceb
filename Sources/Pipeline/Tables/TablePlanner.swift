internal import Options
internal import Spec

/// Checks the tables of a spec and finds the stages of their columns.
struct TablePlanner {
  private let spec: ExperimentSpec
  private let axes: [String]
  /// The axes that make rows where a table doesn't say which do.
  private let usual: [String]
  private let stages: Set<String>
  private let metrics: MetricCheck
  private let varying: StageAxes

  init(
    _ spec: ExperimentSpec, _ metrics: MetricCheck, _ usual: CellAxes, _ varying: StageAxes
  ) {
    self.spec = spec
    self.metrics = metrics
    self.varying = varying
    axes = spec.sweep.axes.map(\.name)
    self.usual = usual.names
    stages = Set(spec.stages.map(\.name))
  }

  func tables(problems: inout Problems) -> [PlannedTable] {
    spec.tables.map { table($0, &problems) }
  }

  private func table(_ table: TableSpec, _ problems: inout Problems) -> PlannedTable {
    for row in table.rows ?? [] { checkAxis(row, "rows", &problems) }
    if let over = table.over { checkAxis(over, "over", &problems) }
    if let pivot = table.pivot { checkAxis(pivot, "pivot", &problems) }
    checkRepetition(table, &problems)
    checkName(table, &problems)
    let over = table.over?.text
    let rows = table.rows?.map(\.text) ?? usual.filter { $0 != over && $0 != table.pivot?.text }
    let fixed = rows + (table.pivot.map { [$0.text] } ?? [])
    let owners = owners(of: table.columns.map(\.metric), rows: fixed, &problems)
    return PlannedTable(
      name: table.name, rows: rows,
      columns: table.columns.map(\.text), stages: owners, over: over,
      references: references(of: table, rows: rows, &problems), look: look(of: table, &problems))
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
    for axis in (table.rows ?? []) + [table.over, table.pivot].compactMap(\.self) {
      if seen.insert(axis.text).inserted { continue }
      problems.add(
        at: axis.mark, "the axis '\(axis.text)' is used twice in table '\(table.name)'",
        hint: "an axis makes rows, makes columns or is averaged over, one of these alone")
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
      metrics.check(
        metric, ofStage: stage, namedBy: key, at: measure.mark, isShown: true, problems: &problems)
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

// MARK: - Look

extension TablePlanner {
  private func look(of table: TableSpec, _ problems: inout Problems) -> TableLook {
    var look = TableLook()
    for part in table.filter {
      checkAxis(part.axis, "where", &problems)
      checkLabels(part, &problems)
      look.filter[part.axis.text] = Set(part.labels.map(\.text))
    }
    look.pivot = table.pivot?.text
    look.columns = table.columns.map { column in
      var shown = TableLook.Column()
      (shown.label, shown.digits) = (column.label, column.digits)
      shown.isPercent = column.isPercent
      shown.marksBest = column.marksBest ?? table.marksBest
      return shown
    }
    look.order = table.order.map { order in
      checkColumn(order.column, of: table, "sort", &problems)
      return TableLook.RowOrder(by: order.column.text, isAscending: order.isAscending)
    }
    (look.spread, look.caption, look.published) = (table.spread, table.caption, table.published)
    look.footnotes = table.footnotes.map { .init(target: $0.target?.text, $0.text) }
    checkFootnotes(of: table, &problems)
    return look
  }

  /// Checks that each footnote belongs to something that the table shows.
  private func checkFootnotes(of table: TableSpec, _ problems: inout Problems) {
    let shownAxes = (table.rows?.map(\.text) ?? axes) + [table.pivot?.text].compactMap(\.self)
    let labels = spec.sweep.axes.filter { shownAxes.contains($0.name) }
      .flatMap { $0.values.map(\.label) }
    let columns = table.columns.flatMap { [$0.text, $0.label].compactMap(\.self) }
    let below = table.references.map(\.name.text) + table.published.map(\.name)
    let known = labels + columns + below
    for target in table.footnotes.compactMap(\.target) where !known.contains(target.text) {
      problems.add(
        at: target.mark,
        "footnotes: '\(target.text)' is no row or column of the table '\(table.name)'",
        hint: Suggestion.hint(for: target.text, among: known, noun: "row or column"))
    }
  }

  private func checkLabels(_ part: AxisFilterSpec, _ problems: inout Problems) {
    guard let axis = spec.sweep.axes.first(where: { $0.name == part.axis.text }) else { return }
    for label in part.labels where !axis.values.contains(where: { $0.label == label.text }) {
      problems.add(
        at: label.mark, "where: '\(label.text)' is no value of '\(axis.name)'",
        hint: Suggestion.hint(for: label.text, among: axis.values.map(\.label), noun: "value"))
    }
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
        checkColumn(entry.column, of: table, "references", &problems)
        checkReference(entry.measure, rows: rows, &problems)
        measures[entry.column.text] = entry.measure.text
      }
      return PlannedTable.Reference(name: reference.name.text, metrics: measures)
    }
  }

  private func checkColumn(
    _ column: LocatedText, of table: TableSpec, _ key: String, _ problems: inout Problems
  ) {
    let columns = table.columns.map(\.text)
    if columns.contains(column.text) { return }
    problems.add(
      at: column.mark, "\(key): '\(column.text)' is no column of the table '\(table.name)'",
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
