internal import Pipeline

/// The final values of a run's metrics by stage and metric, each found without going through the
/// others.
struct FinalMetrics {
  /// A value of a metric in one cell.
  struct MetricValue {
    /// Index among all rows, which is the order that means are taken in.
    let index: Int
    /// Index of its stage and cell among the sources of the rows.
    let source: Int
    let value: Double
  }

  private struct Name: Hashable {
    let stage: String
    let metric: String
  }

  /// The values of one stage's metric in all cells.
  private struct Column {
    let name: Name
    var values: [MetricValue]
  }

  private let rows: ResultRows
  /// In the order of their first values.
  private var columns: [Column] = []
  /// Index of each name's column.
  private var columnIndices: [Name: Int] = [:]
  private var stages: Set<String> = []
  /// For each metric, the last stage of the plan that has it, which is meant if none is named.
  private var lastStages: [String: String] = [:]
  /// All metrics, with and without their stages, for suggestions.
  let names: [String]

  /// Sorts the final values among the rows by stage and metric.
  ///
  /// - Parameter planned: All stages of the plan.
  init(_ rows: ResultRows, stages planned: [PlannedStage]) {
    self.rows = rows
    var order: [String: Int] = [:]
    for (index, stage) in planned.enumerated() { order[stage.name] = index }
    stages = Set(order.keys)
    (columns, columnIndices) = FinalMetrics.columns(of: rows)
    for name in columns.map(\.name) {
      guard let new = order[name.stage] else { continue }
      if let old = lastStages[name.metric].flatMap({ order[$0] }), old > new { continue }
      lastStages[name.metric] = name.stage
    }
    names = Set(columns.flatMap { [$0.name.metric, "\($0.name.stage).\($0.name.metric)"] })
      .sorted()
  }

  private static func columns(of rows: ResultRows) -> ([Column], [Name: Int]) {
    var stageNumbers: [String: Int] = [:]
    let stageOfSource = rows.sources.map { source in
      let number = stageNumbers[source.stage] ?? stageNumbers.count
      stageNumbers[source.stage] = number
      return number
    }
    let width = rows.metrics.count
    // By stage and metric, in one list: no name is hashed for a value.
    var columnOfPair = [Int](repeating: -1, count: stageNumbers.count * width)
    var (columns, columnIndices): ([Column], [Name: Int]) = ([], [:])
    for index in rows.indices where rows.step(index) == nil {
      let (source, metric) = (rows.source(index), rows.metric(index))
      let pair = stageOfSource[source] * width + metric
      if columnOfPair[pair] < 0 {
        columnOfPair[pair] = columns.count
        let name = Name(stage: rows.sources[source].stage, metric: rows.metrics[metric])
        columnIndices[name] = columns.count
        columns.append(Column(name: name, values: []))
      }
      columns[columnOfPair[pair]].values
        .append(MetricValue(index: index, source: source, value: rows.value(index)))
    }
    return (columns, columnIndices)
  }

  /// Returns the stage whose metric a column of a table shows, and the metric's values; no stage if
  /// none has the metric.
  func values(
    of column: String, in table: PlannedTable
  ) -> (stage: String?, values: [MetricValue]) {
    guard let name = name(of: column, in: table) else { return (nil, []) }
    return (name.stage, columnIndices[name].map { columns[$0].values } ?? [])
  }

  private func name(of column: String, in table: PlannedTable) -> Name? {
    let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, stages.contains(parts[0]) {
      return Name(stage: parts[0], metric: parts[1])
    }
    return (table.stages[column] ?? lastStages[column]).map { Name(stage: $0, metric: column) }
  }

  /// Returns the stages that have a metric which a column names without a stage, if there are
  /// several and the plan doesn't choose one; the last is the one that is shown.
  func rivals(for column: String, in table: PlannedTable) -> [String] {
    guard table.stages[column] == nil, let shown = lastStages[column] else { return [] }
    let others = columns.map(\.name).filter { $0.metric == column && $0.stage != shown }
    return others.isEmpty ? [] : others.map(\.stage) + [shown]
  }

  /// Returns the names `STAGE.METRIC` of all metrics of some stages, in the order of their first
  /// values.
  func names(ofStages stages: Set<String>) -> [String] {
    columns.map(\.name).filter { stages.contains($0.stage) }.map { "\($0.stage).\($0.metric)" }
  }

  /// Returns the metrics of some stages by stage and cell, and then by name; the first value of
  /// each name.
  func bySource(ofStages stages: Set<String>) -> [ResultRows.Source: [String: Double]] {
    var found: [ResultRows.Source: [String: Double]] = [:]
    for column in columns where stages.contains(column.name.stage) {
      for value in column.values {
        let source = rows.sources[value.source]
        if found[source]?[column.name.metric] == nil {
          found[source, default: [:]][column.name.metric] = value.value
        }
      }
    }
    return found
  }
}
