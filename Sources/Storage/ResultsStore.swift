package import FoundationEssentials
internal import GRDB
package import Pipeline
package import Spec

/// What the store notes about where and when things were done; all of it is given, none looked up.
package struct Surroundings: Sendable {
  package let host: String
  /// The program's version.
  package let version: String
  /// Such as OPENBLAS_* variables, the BLAS kernel and the number of threads.
  package let environment: [String: String]
  /// The clock.
  package let now: @Sendable () -> Date

  package init(
    host: String, version: String, environment: [String: String],
    now: @escaping @Sendable () -> Date
  ) {
    (self.host, self.version, self.environment, self.now) = (host, version, environment, now)
  }

  var environmentJSON: String { Value.map(environment.mapValues(Value.text)).canonicalJSON }

  /// The time, such as `2026-11-23T18:55:48Z`.
  var timestamp: String { now().formatted(.iso8601) }
}

/// The results folder: what was run in `bondlab.sqlite`, the files of stages under `artifacts`.
///
/// Only the coordinating process writes it, under the ``ResultsLock``. Safe to share: GRDB
/// serialises the one connection, and files never change once they have their names.
package final class ResultsStore: StageStore {
  /// Absolute.
  package let folder: String
  package let isReadOnly: Bool
  let surroundings: Surroundings?
  let database: DatabaseQueue
  let artifacts: ArtifactFolder

  /// Opens the folder for writing, making it and bringing the database up to date.
  ///
  /// - Throws: ``StoreError`` where the database is damaged, another program's, or newer than this
  ///   program; it is then left untouched.
  package init(folder: String, surroundings: Surroundings) throws {
    self.folder = DiskFile.absolute(folder)
    artifacts = ArtifactFolder(results: self.folder)
    try DiskFile.makeFolder(self.folder)
    database = try DatabaseFile.open("\(self.folder)/bondlab.sqlite")
    try DiskFile.makeFolder(artifacts.folder)
    (isReadOnly, self.surroundings) = (false, surroundings)
  }

  /// Opens what is there for reading, and changes and makes nothing.
  ///
  /// Where there is no folder or database yet, the store is an empty one. What cannot be used is
  /// refused as by ``init(folder:surroundings:)``.
  package init(reading folder: String) throws {
    self.folder = DiskFile.absolute(folder)
    artifacts = ArtifactFolder(results: self.folder)
    database = try DatabaseFile.openForReading("\(self.folder)/bondlab.sqlite")
    (isReadOnly, surroundings) = (true, nil)
  }

  var databasePath: String { "\(folder)/bondlab.sqlite" }

  package func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)? { SoleClaim() }

  package func workFolder(for fingerprint: Fingerprint, attempt: String) throws -> String {
    let path = "\(folder)/work/\(fingerprint)"
    if !isReadOnly { try DiskFile.makeFolder(path) }
    return path
  }

  package func discardWork(for fingerprint: Fingerprint) throws {
    _ = try writer()
    try DiskFile.remove("\(folder)/work/\(fingerprint)")
  }

  /// The file that a stage of a run writes its log to; its folder is made.
  package func logFile(run: Int, stage: StageID) throws -> String {
    let parent = "\(folder)/logs/\(run)"
    if !isReadOnly { try DiskFile.makeFolder(parent) }
    return "\(parent)/\(fileName(stage.description)).log"
  }

  /// A name that every file system takes: long ones are cut and told apart by a digest.
  private func fileName(_ text: String) -> String {
    let plain = String(text.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    if plain == text && plain.utf8.count <= 180 { return plain }
    let start = String(decoding: plain.utf8.prefix(120), as: UTF8.self)
    return "\(start)-\(Fingerprint(ofFields: [text]).description.prefix(16))"
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try DatabaseFile.translating(databasePath) { try database.read(body) }
  }

  /// Runs `body` in one transaction, undone as a whole if it throws.
  func write<Result>(_ body: (Database, Surroundings) throws -> Result) throws -> Result {
    let surroundings = try writer()
    return try DatabaseFile.translating(databasePath) {
      try database.write { try body($0, surroundings) }
    }
  }

  private func writer() throws -> Surroundings {
    guard let surroundings else { throw StoreError(databasePath, "is open for reading only") }
    return surroundings
  }
}

/// The claim of a process that has the whole results folder to itself.
private struct SoleClaim: StageClaim {
  func release() {}
}
