internal import GRDB
package import Pipeline

extension ResultsStore {
  /// The figures of an experiment's last run, in the order of its plan and then of each stage.
  ///
  /// Only those that the same work yields again; none where the experiment was never run.
  package func rows(ofLastRunOf experiment: String) throws -> ResultRows {
    guard let run = try lastRun(of: experiment) else { return ResultRows() }
    return try rows(ofRun: run)
  }

  /// What was measured of the executions that gave the figures of an experiment's last run:
  /// seconds, tokens a second, bytes. The same work measured again gives others.
  package func timings(ofLastRunOf experiment: String) throws -> ResultRows {
    guard let run = try lastRun(of: experiment) else { return ResultRows() }
    return try rows(ofRun: run, FigureQuery.timings)
  }

  /// The figures of a run, ordered as those of ``rows(ofLastRunOf:)``.
  package func rows(ofRun run: Int) throws -> ResultRows { try rows(ofRun: run, FigureQuery.all) }

  /// The figures of a run but for the points of learning curves, which are passed over unread.
  package func finalRows(ofRun run: Int) throws -> ResultRows {
    try rows(ofRun: run, FigureQuery.finals)
  }

  private func rows(ofRun run: Int, _ query: String) throws -> ResultRows {
    try read { database in
      var rows = ResultRows()
      let numbers = try addSources(ofRun: run, to: &rows, database)
      let cursor = try Row.fetchCursor(
        database.cachedStatement(sql: query), arguments: [run])
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

/// The figures of a run's finished stages: ordinal, name, step and value of each.
private enum FigureQuery {
  static let all = query("metric", "metric.reproducible = 1")
  static let timings = query("metric", "metric.reproducible = 0")
  static let finals = query(
    "metric INDEXED BY metric_final", "metric.reproducible = 1 AND metric.step IS NULL")

  private static func query(_ source: String, _ condition: String) -> String {
    """
    SELECT run_stage.ordinal, metric.name, metric.step, metric.value
    FROM run_stage JOIN \(source) ON metric.stage = run_stage.fingerprint
    WHERE run_stage.run = ? AND run_stage.status IN ('done', 'cached') AND \(condition)
    ORDER BY run_stage.ordinal, metric.position
    """
  }
}
