internal import GRDB
internal import Pipeline
internal import Platform
internal import Spec

/// A stage's log, and the run that wrote it.
package struct StageLog: Equatable, Sendable {
  package let run: Int
  package let path: String
}

/// The files that stages write their logs to.
struct RunLogs {
  private let database: ResultsDatabase
  /// The results folder.
  private let results: String

  init(_ database: ResultsDatabase, results: String) {
    self.database = database
    self.results = results
  }

  /// Returns the file that a stage of a run writes its log to, and makes its folder.
  func file(run: Int, stage: StageID) throws -> String {
    if !database.isReadOnly { try DiskFile.makeFolder("\(results)/logs/\(run)") }
    return path(run: run, stage: stage)
  }

  /// Returns the file in which a run in progress says how far its stages are.
  func progressFile(run: Int) -> String { "\(results)/logs/\(run)/progress.json" }

  private func path(run: Int, stage: StageID) -> String {
    "\(results)/logs/\(run)/\(fileName(stage.description)).log"
  }

  /// Returns a name that every file system allows; long ones are cut and made unique by a digest.
  private func fileName(_ text: String) -> String {
    let plain = String(text.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    if plain == text && plain.utf8.count <= 180 { return plain }
    let start = String(decoding: plain.utf8.prefix(120), as: UTF8.self)
    return "\(start)-\(Fingerprint(ofFields: [text]).description.prefix(16))"
  }

  /// The disk space of all logs, in bytes.
  var bytes: Int { FileSystem.bytes(under: "\(results)/logs") }

  /// Returns the log of a run's stage or, if the stage was cached, that of the last run which did
  /// it; nil if the stage was never begun.
  func log(of stage: RunStageRecord, run: Int) throws -> StageLog? {
    if let path = stage.log { return there(StageLog(run: run, path: path), stage.id) }
    guard let fingerprint = stage.fingerprint else { return nil }
    let row = try database.read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT run, id, log FROM run_stage WHERE fingerprint = ? AND log IS NOT NULL
          ORDER BY status = 'done' DESC, run DESC
          """, arguments: [fingerprint.description])
    }
    return row.map { there(StageLog(run: $0[0], path: $0[2]), StageID($0[1])) }
  }

  /// Returns the log with its present path, as the results folder may have been moved.
  private func there(_ log: StageLog, _ stage: StageID) -> StageLog {
    if FileSystem.exists(log.path) { return log }
    return StageLog(run: log.run, path: path(run: log.run, stage: stage))
  }
}
