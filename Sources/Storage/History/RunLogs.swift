internal import GRDB
internal import Pipeline
internal import Platform
internal import Spec

/// A log, and the run that wrote it.
package struct StageLog: Equatable, Sendable {
  package let run: Int
  package let path: String
}

/// Where stages write their logs.
struct RunLogs {
  private let database: ResultsDatabase
  /// The results folder.
  private let results: String

  init(_ database: ResultsDatabase, results: String) {
    self.database = database
    self.results = results
  }

  /// The file that a stage of a run writes its log to; its folder is made.
  func file(run: Int, stage: StageID) throws -> String {
    if !database.isReadOnly { try DiskFile.makeFolder("\(results)/logs/\(run)") }
    return path(run: run, stage: stage)
  }

  private func path(run: Int, stage: StageID) -> String {
    "\(results)/logs/\(run)/\(fileName(stage.description)).log"
  }

  /// A name that every file system takes: long ones are cut and told apart by a digest.
  private func fileName(_ text: String) -> String {
    let plain = String(text.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    if plain == text && plain.utf8.count <= 180 { return plain }
    let start = String(decoding: plain.utf8.prefix(120), as: UTF8.self)
    return "\(start)-\(Fingerprint(ofFields: [text]).description.prefix(16))"
  }

  /// The disk space of them all.
  var bytes: Int { FileSystem.bytes(under: "\(results)/logs") }

  /// The log of a stage of a run: its own, or where it was cached, that of the last run which did
  /// it; nil where it was not begun.
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

  /// The log where it lies now: the results folder may have been moved.
  private func there(_ log: StageLog, _ stage: StageID) -> StageLog {
    if FileSystem.exists(log.path) { return log }
    return StageLog(run: log.run, path: path(run: log.run, stage: stage))
  }
}
