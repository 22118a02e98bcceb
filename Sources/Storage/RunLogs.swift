internal import GRDB
internal import Pipeline
internal import Spec

/// What a finished stage did, as its record has it.
package struct StoredWork: Equatable, Sendable {
  package let kind: String
  package let version: Int
  /// Canonical JSON.
  package let options: String
}

/// A log, and the run that wrote it.
package struct StageLog: Equatable, Sendable {
  package let run: Int
  package let path: String
}

extension ResultsStore {
  /// What the stages of a run do, by their places in the plan; those that have never been finished
  /// are left out.
  package func work(ofRun run: Int) throws -> [Int: StoredWork] {
    try read { database in
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

  /// The log of a stage of a run: its own, or where it was cached, that of the last run which did
  /// it; nil where it was not begun.
  package func log(of stage: RunStageRecord, run: Int) throws -> StageLog? {
    if let path = stage.log { return there(StageLog(run: run, path: path), stage.id) }
    guard let fingerprint = stage.fingerprint else { return nil }
    let row = try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT run, id, log FROM run_stage WHERE fingerprint = ? AND log IS NOT NULL
          ORDER BY status = 'done' DESC, run DESC
          """, arguments: [fingerprint.description])
    }
    return row.map { there(StageLog(run: $0[0], path: $0[2]), StageID($0[1])) }
  }

  /// The log where it lies now: the results folder may have been moved.
  private func there(_ log: StageLog, _ stage: StageID) -> StageLog {
    if DiskFile.exists(log.path) { return log }
    return StageLog(run: log.run, path: logPath(run: log.run, stage: stage))
  }
}
