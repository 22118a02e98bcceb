internal import GRDB
internal import Pipeline

/// Reads the figures of runs.
struct FigureReading {
  /// Which figures of finished stages are read.
  enum Selection {
    /// Those that the same work yields again, points of learning curves included.
    case all
    case finals
    /// What the same work measured again gives otherwise.
    case timings
  }

  private let database: ResultsDatabase

  init(_ database: ResultsDatabase) { self.database = database }

  /// The figures of a run, in the order of its plan and then of each stage.
  func rows(ofRun run: Int, _ selection: Selection) throws -> ResultRows {
    try database.read { database in
      var rows = ResultRows()
      let numbers = try addSources(ofRun: run, to: &rows, database)
      let cursor = try Row.fetchCursor(
        database.cachedStatement(sql: selection.query), arguments: [run])
      while let row = try cursor.next() {
        guard let source = numbers[row[0] as Int] else { continue }
        rows.append(row[1], step: row[2], row[3] ?? .nan, ofSource: source)
      }
      return rows
    }
  }

  /// Adds the finished stages of a run.
  ///
  /// - Returns: By ordinal, their numbers.
  private func addSources(
    ofRun run: Int, to rows: inout ResultRows, _ database: Database
  ) throws -> [Int: Int] {
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT ordinal, stage, cell FROM run_stage
        WHERE run = ? AND status IN ('done', 'cached') ORDER BY ordinal
        """, arguments: [run])
    var (numbers, cells) = ([Int: Int](), CellReader())
    while let row = try cursor.next() {
      let cell = try cells.cell(row[2], database)
      numbers[row[0]] = rows.add(ResultRows.Source(stage: row[1], cell: cell))
    }
    return numbers
  }
}

extension FigureReading.Selection {
  /// Ordinal, name, step and value of each.
  fileprivate var query: String {
    switch self {
    case .all: query("metric", "metric.reproducible = 1")
    case .finals:
      query("metric INDEXED BY metric_final", "metric.reproducible = 1 AND metric.step IS NULL")
    case .timings: query("metric", "metric.reproducible = 0")
    }
  }

  private func query(_ source: String, _ condition: String) -> String {
    """
    SELECT run_stage.ordinal, metric.name, metric.step, metric.value
    FROM run_stage JOIN \(source) ON metric.stage = run_stage.fingerprint
    WHERE run_stage.run = ? AND run_stage.status IN ('done', 'cached') AND \(condition)
    ORDER BY run_stage.ordinal, metric.position
    """
  }
}
