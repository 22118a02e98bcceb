internal import GRDB
package import Pipeline
internal import Spec

extension ResultsStore {
  /// Begins a run of a plan, with every stage waiting.
  ///
  /// Runs that a killed process left behind are marked interrupted: only one process runs at a
  /// time.
  ///
  /// - Returns: The run's number.
  package func beginRun(_ plan: Plan, _ request: RunRequest) throws -> Int {
    try write { database, surroundings in
      try closeLeftovers(database)
      try database.execute(
        sql: """
          INSERT INTO experiment VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET about = excluded.about
          """, arguments: [plan.experiment, plan.about, surroundings.timestamp])
      try database.execute(
        sql: """
          INSERT INTO run (experiment, started, status, spec_file, spec_text, command, version,
            host, environment) VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          plan.experiment, surroundings.timestamp, request.specFile, request.specText,
          request.command, surroundings.version, surroundings.host, surroundings.environmentJSON,
        ])
      let run = Int(database.lastInsertedRowID)
      try insertStages(of: plan, run, database)
      return run
    }
  }

  private func insertStages(of plan: Plan, _ run: Int, _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO run_stage (run, ordinal, stage, id, cell, status)
        VALUES (?, ?, ?, ?, ?, 'waiting')
        """)
    for (ordinal, stage) in plan.stages.enumerated() {
      try statement.execute(arguments: [
        run, ordinal, stage.name, stage.id.description, CellText.json(stage.cell),
      ])
    }
  }

  /// Notes what happened to stages of a run, all of it or nothing.
  ///
  /// Each change to `running` counts as an attempt.
  package func note(_ changes: [RunStageChange], run: Int) throws {
    try write { database, surroundings in
      let now = surroundings.timestamp
      let statement = try database.cachedStatement(
        sql: """
          UPDATE run_stage SET status = :status,
            fingerprint = COALESCE(:fingerprint, fingerprint),
            seconds = COALESCE(:seconds, seconds), log = COALESCE(:log, log),
            message = COALESCE(:message, message),
            attempts = attempts + (:status = 'running'),
            started = CASE WHEN :status = 'running' THEN :now ELSE started END,
            finished = CASE WHEN :status IN ('waiting', 'running') THEN NULL ELSE :now END
          WHERE id = :id AND run = :run
          """)
      for change in changes {
        try statement.execute(arguments: [
          "status": change.status.rawValue, "fingerprint": change.fingerprint?.description,
          "seconds": change.seconds, "log": change.log, "message": change.message, "now": now,
          "id": change.stage.description, "run": run,
        ])
        guard database.changesCount == 1 else {
          throw StoreError(databasePath, "run \(run) has no stage \(change.stage)")
        }
      }
    }
  }

  /// Ends a run; stages that were still running are marked interrupted.
  package func finishRun(_ run: Int, _ status: RunStatus) throws {
    try write { database, surroundings in
      let now = surroundings.timestamp
      try database.execute(
        sql: "UPDATE run SET status = ?, finished = ? WHERE id = ?",
        arguments: [status.rawValue, now, run])
      try database.execute(
        sql: """
          UPDATE run_stage SET status = 'interrupted', finished = ?
          WHERE run = ? AND status = 'running'
          """, arguments: [now, run])
    }
  }

  private func closeLeftovers(_ database: Database) throws {
    // When they ended is not known.
    try database.execute(
      sql: """
        UPDATE run_stage SET status = 'interrupted'
        WHERE status = 'running' AND run IN (SELECT id FROM run WHERE status = 'running')
        """)
    try database.execute(sql: "UPDATE run SET status = 'interrupted' WHERE status = 'running'")
  }
}
