internal import GRDB
internal import Pipeline
internal import Spec

/// Reads the metrics of runs and stages from the database.
struct MetricReading {
  /// Which metrics of finished stages are read.
  enum Selection {
    /// Reproducible metrics, points of learning curves included.
    case all
    /// Reproducible metrics without learning curves.
    case finals
    /// Measurements of the work itself, which differ each time it is done.
    case timings
  }

  private let database: ResultsDatabase

  init(_ database: ResultsDatabase) { self.database = database }

  /// Returns the metrics of a run, in the order of its plan and then of each stage.
  func rows(ofRun run: Int, _ selection: Selection) throws -> ResultRows {
    try database.read { database in
      var rows = ResultRows()
      let sources = try addSources(ofRun: run, to: &rows, database)
      let cursor = try Row.fetchCursor(
        database.cachedStatement(sql: selection.query), arguments: [run])
      while let row = try cursor.next() {
        guard let source = sources[row[0] as Int] else { continue }
        rows.append(row[1], step: row[2], row[3] ?? .nan, ofSource: source)
      }
      return rows
    }
  }

  /// Returns the metrics of finished stages, in the order of the stages.
  ///
  /// - Parameters:
  ///   - stages: The stages, with the keys that they were finished under.
  ///   - selection: Which of their metrics are read.
  ///   - beside: Returns the metrics of a stage that has a record but isn't in the database, as
  ///     that may not be written; nil for any other stage.
  func rows(
    ofStages stages: [(source: ResultRows.Source, key: Fingerprint)], _ selection: Selection,
    beside: (Fingerprint) -> [Metric]?
  ) throws -> ResultRows {
    try database.read { database in
      var rows = ResultRows()
      for (source, key) in stages {
        let index = rows.add(source)
        if let metrics = beside(key) {
          for metric in metrics {
            rows.append(metric.name, step: metric.step, metric.value, ofSource: index)
          }
          continue
        }
        let cursor = try Row.fetchCursor(
          database.cachedStatement(sql: selection.queryOfStage), arguments: [key.description])
        while let row = try cursor.next() {
          rows.append(row[0], step: row[1], row[2] ?? .nan, ofSource: index)
        }
      }
      return rows
    }
  }

  /// Adds the finished stages of a run.
  ///
  /// - Returns: The index of each stage's source, by the stage's ordinal in the run.
  private func addSources(
    ofRun run: Int, to rows: inout ResultRows, _ database: Database
  ) throws -> [Int: Int] {
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT ordinal, stage, cell FROM run_stage
        WHERE run = ? AND status IN ('done', 'cached') ORDER BY ordinal
        """, arguments: [run])
    var (sources, cells) = ([Int: Int](), CellReader())
    while let row = try cursor.next() {
      let cell = try cells.cell(row[2], database)
      sources[row[0]] = rows.add(ResultRows.Source(stage: row[1], cell: cell))
    }
    return sources
  }
}

extension MetricReading.Selection {
  private var source: String {
    if case .finals = self { "metric INDEXED BY metric_final" } else { "metric" }
  }

  private var condition: String {
    switch self {
    case .all: "metric.reproducible = 1"
    case .finals: "metric.reproducible = 1 AND metric.step IS NULL"
    case .timings: "metric.reproducible = 0"
    }
  }

  /// Selects ordinal, name, step and value of each metric of a run.
  fileprivate var query: String {
    """
    SELECT run_stage.ordinal, metric.name, metric.step, metric.value
    FROM run_stage JOIN \(source) ON metric.stage = run_stage.fingerprint
    WHERE run_stage.run = ? AND run_stage.status IN ('done', 'cached') AND \(condition)
    ORDER BY run_stage.ordinal, metric.position
    """
  }

  /// Selects name, step and value of each metric of a stage.
  fileprivate var queryOfStage: String {
    """
    SELECT metric.name, metric.step, metric.value FROM \(source)
    WHERE metric.stage = ? AND \(condition) ORDER BY metric.position
    """
  }
}
