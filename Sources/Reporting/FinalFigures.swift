internal import Pipeline

/// The final figures of a run by stage and metric, each found without going through the others.
struct FinalFigures {
  /// A final figure and its place among all rows, which is the order that means are taken in.
  struct Figure {
    let index: Int
    /// The number of its stage and cell among the sources of the rows.
    let source: Int
    let value: Double
  }

  private struct Name: Hashable {
    let stage: String
    let metric: String
  }

  /// The figures of one name, which stand together.
  private struct Column {
    let name: Name
    var figures: [Figure]
  }

  private let rows: ResultRows
  /// In the order of their first figures.
  private var columns: [Column] = []
  private var numbers: [Name: Int] = [:]
  private var stages: Set<String> = []
  /// By metric, the stage that it is of where no stage is named: the nearest to the end.
  private var lastStages: [String: String] = [:]
  /// All metrics, with and without their stages, for suggestions.
  let names: [String]

  /// - Parameter planned: All stages of the plan.
  init(_ rows: ResultRows, stages planned: [PlannedStage]) {
    self.rows = rows
    var order: [String: Int] = [:]
    for (index, stage) in planned.enumerated() { order[stage.name] = index }
    stages = Set(order.keys)
    (columns, numbers) = FinalFigures.columns(of: rows)
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
    // By stage and metric, in one list: no name is hashed for a figure.
    var places = [Int](repeating: -1, count: stageNumbers.count * width)
    var (columns, numbers): ([Column], [Name: Int]) = ([], [:])
    for index in rows.indices where rows.step(index) == nil {
      let (source, metric) = (rows.source(index), rows.metric(index))
      let place = stageOfSource[source] * width + metric
      if places[place] < 0 {
        places[place] = columns.count
        let name = Name(stage: rows.sources[source].stage, metric: rows.metrics[metric])
        numbers[name] = columns.count
        columns.append(Column(name: name, figures: []))
      }
      columns[places[place]].figures
        .append(Figure(index: index, source: source, value: rows.value(index)))
    }
    return (columns, numbers)
  }

  /// The stage whose metric a column of a table shows, and its figures; no stage where none has it.
  func figures(of column: String, in table: PlannedTable) -> (stage: String?, figures: [Figure]) {
    guard let name = name(of: column, in: table) else { return (nil, []) }
    return (name.stage, numbers[name].map { columns[$0].figures } ?? [])
  }

  private func name(of column: String, in table: PlannedTable) -> Name? {
    let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, stages.contains(parts[0]) {
      return Name(stage: parts[0], metric: parts[1])
    }
    return (table.stages[column] ?? lastStages[column]).map { Name(stage: $0, metric: column) }
  }

  /// The stages that have a figure which a column names without one, where there are several and
  /// the plan doesn't say whose it is; the last is shown.
  func rivals(for column: String, in table: PlannedTable) -> [String] {
    guard table.stages[column] == nil, let shown = lastStages[column] else { return [] }
    let others = columns.map(\.name).filter { $0.metric == column && $0.stage != shown }
    return others.isEmpty ? [] : others.map(\.stage) + [shown]
  }

  /// The names of the figures of some stages, with their stages, in the order of the figures.
  func names(ofStages stages: Set<String>) -> [String] {
    columns.map(\.name).filter { stages.contains($0.stage) }.map { "\($0.stage).\($0.metric)" }
  }

  /// By stage and cell, the figures of some stages by metric; the first of each name.
  func bySource(ofStages stages: Set<String>) -> [ResultRows.Source: [String: Double]] {
    var found: [ResultRows.Source: [String: Double]] = [:]
    for column in columns where stages.contains(column.name.stage) {
      for figure in column.figures {
        let source = rows.sources[figure.source]
        if found[source]?[column.name.metric] == nil {
          found[source, default: [:]][column.name.metric] = figure.value
        }
      }
    }
    return found
  }
}
