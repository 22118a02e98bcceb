internal import GRDB
internal import Pipeline
internal import Spec

/// Reads runs from the database.
struct RunReading {
  private let database: ResultsDatabase
  private let claims: ClaimFolder

  init(_ database: ResultsDatabase, claims: ClaimFolder) {
    self.database = database
    self.claims = claims
  }

  /// Returns the runs whose processes have ended without noting that: they are interrupted, though
  /// the database doesn't say so yet.
  ///
  /// It is called before a run's row is read, which then says if the run has ended since.
  private func abandoned() throws -> Set<Int> {
    let owners = try database.read { try RunOwner.all($0) }
    return try Set(owners.filter { try !claims.isInProgress($0) }.map(\.run))
  }

  /// Returns every run, or those of one experiment, the latest first.
  func runs(of experiment: String?) throws -> [RunSummary] {
    let abandoned = try abandoned()
    return try database.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT id, experiment, started, finished, status FROM run
          WHERE experiment = COALESCE(?, experiment) ORDER BY id DESC
          """, arguments: [experiment])
      let counts = try stageCounts(database)
      return rows.map { row in
        let summary = summary(row, counts[row["id"]] ?? [:])
        return abandoned.contains(summary.id) ? summary.interrupted : summary
      }
    }
  }

  /// Returns everything about one run; nil if there is none of that number.
  func run(_ id: Int) throws -> RunRecord? {
    let isAbandoned = try abandoned().contains(id)
    return try database.read { database in
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])
      else { return nil }
      let stages = try stages(ofRun: id, database)
      let counts = Dictionary(grouping: stages, by: \.status).mapValues(\.count)
      let record = RunRecord(
        summary: summary(row, counts),
        request: RunRequest(
          specFile: row["spec_file"], specText: row["spec_text"],
          included: try includedFiles(ofRun: id, database), command: row["command"],
          revision: row["revision"]),
        version: row["version"], host: row["host"], environment: row["environment"],
        stages: stages)
      return isAbandoned ? record.interrupted : record
    }
  }

  /// Returns what the stages of a run do, by their indices in the plan, without stages that have
  /// never been finished.
  func work(ofRun run: Int) throws -> [Int: StoredWork] {
    try database.read { database in
      let cursor = try Row.fetchCursor(
        database,
        sql: """
          SELECT run_stage.ordinal, stage.kind, stage.version, stage.options
          FROM run_stage JOIN stage ON stage.fingerprint = run_stage.fingerprint
          WHERE run_stage.run = ?
          """, arguments: [run])
      var found: [Int: StoredWork] = [:]
      while let row = try cursor.next() {
        found[row[0]] = StoredWork(kind: row[1], version: row[2], options: row[3])
      }
      return found
    }
  }

  /// Returns the number of an experiment's last run; nil if it was never run.
  func lastRun(of experiment: String) throws -> Int? {
    try database.read { database in
      try Int.fetchOne(
        database, sql: "SELECT MAX(id) FROM run WHERE experiment = ?", arguments: [experiment])
    }
  }

  /// Compares two runs.
  ///
  /// - Throws: ``StoreError`` if there is no run of one of the numbers.
  func difference(from old: Int, to new: Int) throws -> RunDifference {
    try database.read { database in
      for run in [old, new] {
        let isThere = try Int.fetchOne(
          database, sql: "SELECT 1 FROM run WHERE id = ?", arguments: [run])
        if isThere == nil { throw StoreError(self.database.path, "has no run \(run)") }
      }
      return try RunDifference(from: old, to: new, database)
    }
  }

  /// Returns the components of the key that a stage had when it was last finished; nil if it never
  /// was.
  func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]? {
    let text = try database.read { database in
      try String.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT stage.components FROM run_stage
            JOIN run ON run.id = run_stage.run
            JOIN stage ON stage.fingerprint = run_stage.fingerprint
            WHERE run_stage.id = ? AND run.experiment = ?
              AND run_stage.status IN ('done', 'cached')
            ORDER BY run_stage.run DESC LIMIT 1
            """), arguments: [stage.description, experiment])
    }
    return try text.map(KeyComponents.init(json:))?.components
  }

  private func summary(_ row: Row, _ stages: [RunStageStatus: Int]) -> RunSummary {
    RunSummary(
      id: row["id"], experiment: row["experiment"], started: row["started"],
      finished: row["finished"], status: RunStatus(rawValue: row["status"]) ?? .interrupted,
      stages: stages)
  }

  private func includedFiles(ofRun run: Int, _ database: Database) throws -> [IncludedFile] {
    try Row.fetchAll(
      database, sql: "SELECT path, text FROM included_file WHERE run = ? ORDER BY position",
      arguments: [run]
    ).map { IncludedFile(path: $0[0], text: $0[1]) }
  }

  private func stageCounts(_ database: Database) throws -> [Int: [RunStageStatus: Int]] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT run, status, COUNT(*) FROM run_stage GROUP BY run, status")
    var counts: [Int: [RunStageStatus: Int]] = [:]
    for row in rows {
      guard let status = RunStageStatus(rawValue: row[1]) else { continue }
      counts[row[0], default: [:]][status] = row[2]
    }
    return counts
  }

  private func stages(ofRun run: Int, _ database: Database) throws -> [RunStageRecord] {
    var cells = CellReader()
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM run_stage WHERE run = ? ORDER BY ordinal", arguments: [run])
    return try rows.map { row in
      RunStageRecord(
        id: StageID(row["id"]), name: row["stage"], cell: try cells.cell(row["cell"], database),
        fingerprint: (row["fingerprint"] as String?).flatMap(Fingerprint.init(hexadecimal:)),
        status: RunStageStatus(rawValue: row["status"]) ?? .interrupted,
        started: row["started"], finished: row["finished"], seconds: row["seconds"],
        attempts: row["attempts"], log: row["log"], message: row["message"])
    }
  }
}
