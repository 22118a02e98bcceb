internal import GRDB
package import Pipeline

extension ResultsStore {
  /// The figures of an experiment's last run, in the order of its plan and then of each stage.
  ///
  /// Only those that the same work yields again; none where the experiment was never run.
  package func rows(ofLastRunOf experiment: String) throws -> [ResultRow] {
    guard let run = try lastRun(of: experiment) else { return [] }
    return try rows(ofRun: run)
  }

  /// What was measured of the executions that gave the figures of an experiment's last run:
  /// seconds, tokens a second, bytes. The same work measured again gives others.
  package func timings(ofLastRunOf experiment: String) throws -> [ResultRow] {
    guard let run = try lastRun(of: experiment) else { return [] }
    return try rows(ofRun: run, reproducible: false)
  }

  /// The figures of a run, ordered as those of ``rows(ofLastRunOf:)``.
  package func rows(ofRun run: Int) throws -> [ResultRow] {
    try rows(ofRun: run, reproducible: true)
  }

  private func rows(ofRun run: Int, reproducible: Bool) throws -> [ResultRow] {
    try read { database in
      let cells = try cells(ofRun: run, database)
      let cursor = try Row.fetchCursor(
        database,
        sql: """
          SELECT run_stage.ordinal, run_stage.stage, metric.name, metric.step, metric.value
          FROM run_stage JOIN metric ON metric.stage = run_stage.fingerprint
          WHERE run_stage.run = ? AND run_stage.status IN ('done', 'cached')
            AND metric.reproducible = ?
          ORDER BY run_stage.ordinal, metric.position
          """, arguments: [run, reproducible])
      var rows: [ResultRow] = []
      while let row = try cursor.next() {
        rows.append(
          ResultRow(
            cell: cells[row[0]] ?? [], stage: row[1], metric: row[2], step: row[3],
            value: row[4] ?? .nan))
      }
      return rows
    }
  }
}
