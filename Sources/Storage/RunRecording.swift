internal import GRDB
package import Pipeline
internal import Platform
internal import Spec
internal import Synchronization

extension ResultsStore {
  /// Begins a run of a plan.
  ///
  /// Runs whose processes have ended without saying so are marked interrupted.
  /// - Parameter needs: What a survey found of each stage, in the order of the plan: those that are
  ///   cached are noted so at once, the others wait.
  /// - Returns: The run's number.
  package func beginRun(
    _ plan: Plan, _ request: RunRequest, needs: [StageNeed] = []
  ) throws -> Int {
    try DiskFile.makeFolder(claims)
    let (run, lock) = try sharing {
      try write { database, surroundings in
        try closeLeftovers(database)
        try database.execute(
          sql: """
            INSERT INTO experiment VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET about = excluded.about
            """, arguments: [plan.experiment, plan.about, surroundings.timestamp])
        let run = try insertRun(of: plan, request, database, surroundings)
        // Before anyone can see the run, so that nobody takes it for one that was left behind.
        let lock = try RunMark.take(runLock(run), host: surroundings.host)
        try insertStages(of: plan, run, needs, database, surroundings.timestamp)
        return (run, lock)
      }
    }
    runLocks.withLock { $0[run] = lock }
    memory.withLock { $0.begin(run, plan, needs) }
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
    return Int(database.lastInsertedRowID)
  }

  private func insertStages(
    of plan: Plan, _ run: Int, _ needs: [StageNeed], _ database: Database, _ now: String
  ) throws {
    let statement = try database.makeStatement(
      sql: """
        INSERT INTO run_stage (run, ordinal, stage, id, cell, status, fingerprint, finished)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for (ordinal, stage) in plan.stages.enumerated() {
      let known = ordinal < needs.count ? needs[ordinal].cachedKey : nil
      try statement.execute(arguments: [
        run, ordinal, stage.name, stage.id.description, CellText.json(stage.cell),
        known == nil ? "waiting" : "cached", known?.description, known == nil ? nil : now,
      ])
    }
  }

  /// Notes what happened to stages of a run, all of it or nothing.
  ///
  /// Each change to `running` counts as an attempt.
  package func note(_ changes: [RunStageChange], run: Int) throws {
    let changes = memory.withLock { $0.take(changes, run) }
    if changes.isEmpty { return }
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
    // Files that couldn't be made durable are compared when they are used next, and work that is
    // left takes room, and nothing else.
    try? makeDurable()
    try? discardDeferredWork()
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
      try ReliedRows.remove(run, database)
      // It may have been pinned before it had come to its end.
      try recordPin(of: run, database)
    }
    memory.withLock { if $0.run == run { $0.run = nil } }
    runLocks.withLock { $0.removeValue(forKey: run)?.release() }
  }

  private func closeLeftovers(_ database: Database) throws {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT id, boot, process, process_start FROM run WHERE status = 'running'")
    for row in rows where try !isAlive(row) {
      let run: Int = row[0]
      // When it ended is not known.
      try database.execute(
        sql: """
          UPDATE run_stage SET status = 'interrupted' WHERE run = ? AND status = 'running'
          """, arguments: [run])
      try database.execute(
        sql: "UPDATE run SET status = 'interrupted' WHERE id = ?", arguments: [run])
      try ReliedRows.remove(run, database)
      try DiskFile.remove(runLock(run))
    }
  }

  /// Whether the process of a run is there: it holds the run's lock, or where that file is gone, it
  /// is the process that was written down.
  func isAlive(_ row: Row) throws -> Bool {
    if let isHeld = try DiskFile.isLocked(runLock(row[0])) { return isHeld }
    guard let boot: String = row[1], let process: Int = row[2], let start: Int = row[3] else {
      return false
    }
    return ProcessIdentity(boot: boot, process: process, start: start).isAlive
  }

  func runLock(_ run: Int) -> String { "\(claims)/run-\(run)" }

  /// Writes down that the run of this process uses a stage, before it is noted as done or cached.
  func rely(on stage: Fingerprint) throws {
    guard let run = memory.withLock({ $0.run }) else { return }
    try write { database, _ in try ReliedRows.insert(run, stage, database) }
    memory.withLock { _ = $0.relied.insert(stage) }
  }
}

extension StageNeed {
  /// The key of a stage that is there already.
  var cachedKey: Fingerprint? {
    if case .cached(let key, _) = self { return key.fingerprint }
    return nil
  }
}

extension StoreMemory {
  fileprivate mutating func begin(_ run: Int, _ plan: Plan, _ needs: [StageNeed]) {
    self.run = run
    relied = []
    keys = [:]
    notedAsCached = []
    for (stage, need) in zip(plan.stages, needs) {
      guard let key = need.cachedKey else { continue }
      relied.insert(key)
      keys[stage.id] = key
      notedAsCached.insert(stage.id)
    }
  }

  /// The changes that are not noted yet.
  fileprivate mutating func take(_ changes: [RunStageChange], _ run: Int) -> [RunStageChange] {
    guard run == self.run else { return changes }
    return changes.filter { change in
      let key = change.fingerprint
      let isNoted = notedAsCached.contains(change.stage)
      if isNoted && change.status == .cached && key == keys[change.stage] { return false }
      if isNoted { notedAsCached.remove(change.stage) }
      if let key, change.status.isFinished { keys[change.stage] = key }
      return true
    }
  }
}
