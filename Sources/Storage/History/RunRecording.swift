internal import GRDB
internal import Pipeline
internal import Platform
internal import Spec

/// Records in the database what happens in runs.
struct RunRecording {
  private let database: ResultsDatabase
  private let claims: ClaimFolder
  private let records: RecordFolder
  private let current: RunInProgress

  init(
    _ database: ResultsDatabase, claims: ClaimFolder, records: RecordFolder, current: RunInProgress
  ) {
    self.database = database
    self.claims = claims
    self.records = records
    self.current = current
  }

  /// Begins a run of a plan, and returns its number.
  func begin(_ plan: Plan, _ request: RunRequest, statuses: [CacheStatus]) throws -> Int {
    try claims.make()
    let (run, mark) = try claims.sharing {
      try database.write { database, surroundings in
        try closeLeftovers(database)
        try database.execute(
          sql: """
            INSERT INTO experiment VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET about = excluded.about
            """, arguments: [plan.experiment, plan.about, surroundings.timestamp])
        let run = try insertRun(of: plan, request, database, surroundings)
        // Before anyone can see the run, so that nobody takes it for one that was left behind.
        let mark = try claims.mark(run: run, host: surroundings.host)
        let stages = StageRows(plan, statuses: statuses, now: surroundings.timestamp)
        try stages.insert(ofRun: run, database)
        return (run, mark)
      }
    }
    claims.keep(mark, ofRun: run)
    current.begin(run, plan, statuses)
    return run
  }

  private func insertRun(
    of plan: Plan, _ request: RunRequest, _ database: Database, _ surroundings: Surroundings
  ) throws -> Int {
    let owner = ProcessIdentity.current
    try database.execute(
      sql: """
        INSERT INTO run (experiment, started, status, spec_file, spec_text, command, version,
          host, environment, boot, process, process_start, revision)
        VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        plan.experiment, surroundings.timestamp, request.specFile, request.specText,
        request.command, surroundings.version, surroundings.host, surroundings.environmentJSON,
        owner.boot, owner.process, owner.start, request.revision,
      ])
    let run = Int(database.lastInsertedRowID)
    for (position, file) in request.included.enumerated() {
      try database.execute(
        sql: "INSERT INTO included_file VALUES (?, ?, ?, ?)",
        arguments: [run, position, file.path, file.text])
    }
    return run
  }

  /// Records changes to stages of a run, all of them or none.
  ///
  /// Each change to `running` counts as an attempt.
  func note(_ changes: [RunStageChange], run: Int) throws {
    let changes = current.unnoted(changes, run: run)
    if changes.isEmpty { return }
    try database.write { database, surroundings in
      let now = surroundings.timestamp
      let statement = try database.cachedStatement(sql: Self.change)
      for change in changes {
        try statement.execute(arguments: [
          "status": change.status.rawValue, "fingerprint": change.fingerprint?.description,
          "seconds": change.seconds, "log": change.log, "message": change.message, "now": now,
          "id": change.stage.description, "run": run,
        ])
        guard database.changesCount == 1 else {
          throw StoreError(self.database.path, "run \(run) has no stage \(change.stage)")
        }
      }
    }
  }

  private static let change = """
    UPDATE run_stage SET status = :status, fingerprint = COALESCE(:fingerprint, fingerprint),
      seconds = COALESCE(:seconds, seconds), log = COALESCE(:log, log),
      message = COALESCE(:message, message), attempts = attempts + (:status = 'running'),
      started = CASE WHEN :status = 'running' THEN :now ELSE started END,
      finished = CASE WHEN :status IN ('waiting', 'running') THEN NULL ELSE :now END
    WHERE id = :id AND run = :run
    """

  /// Ends a run; stages that were still running are marked interrupted.
  func finish(_ run: Int, _ status: RunStatus) throws {
    try database.write { database, surroundings in
      let now = surroundings.timestamp
      try database.execute(
        sql: "UPDATE run SET status = ?, finished = ? WHERE id = ?",
        arguments: [status.rawValue, now, run])
      try database.execute(
        sql: """
          UPDATE run_stage SET status = 'interrupted', finished = ?
          WHERE run = ? AND status = 'running'
          """, arguments: [now, run])
      try ReliedRows.remove(run, database)
      // It may have been pinned before it had come to its end.
      try records.writePin(ofRun: run, database)
    }
    current.end(run)
    claims.release(run: run)
  }

  /// Marks runs as interrupted whose processes have ended without noting that.
  private func closeLeftovers(_ database: Database) throws {
    for owner in try RunOwner.all(database) where try !claims.isInProgress(owner) {
      // When it ended is not known.
      try database.execute(
        sql: """
          UPDATE run_stage SET status = 'interrupted' WHERE run = ? AND status = 'running'
          """, arguments: [owner.run])
      try database.execute(
        sql: "UPDATE run SET status = 'interrupted' WHERE id = ?", arguments: [owner.run])
      try ReliedRows.remove(owner.run, database)
      try claims.removeMark(ofRun: owner.run)
    }
  }
}

/// Inserts the stages of a run that begins.
private struct StageRows {
  private let plan: Plan
  private let statuses: [CacheStatus]
  private let now: String

  init(_ plan: Plan, statuses: [CacheStatus], now: String) {
    self.plan = plan
    self.statuses = statuses
    self.now = now
  }

  func insert(ofRun run: Int, _ database: Database) throws {
    let statement = try database.makeStatement(
      sql: """
        INSERT INTO run_stage (run, ordinal, stage, id, cell, status, fingerprint, finished)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for (ordinal, stage) in plan.stages.enumerated() {
      let known = ordinal < statuses.count ? statuses[ordinal].cachedKey : nil
      try statement.execute(arguments: [
        run, ordinal, stage.name, stage.id.description, CellText.json(stage.cell),
        known == nil ? "waiting" : "cached", known?.description, known == nil ? nil : now,
      ])
    }
  }
}
