internal import Platform
package import FoundationEssentials
internal import GRDB
package import Pipeline
internal import Options
internal import Spec
internal import Synchronization

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
    self.host = host
    self.version = version
    self.environment = environment
    self.now = now
  }

  var environmentJSON: String { Value.map(environment.mapValues(Value.text)).canonicalJSON }

  /// The time, such as `2026-11-23T18:55:48Z`.
  var timestamp: String { now().formatted(.iso8601) }
}

/// The results folder: what was run in `bondlab.sqlite`, the files of stages under `artifacts`,
/// and under `stages` a record of each, from which a lost database is made anew.
///
/// Several processes may write it at once. Safe to share: GRDB serialises the one connection, the
/// rest is behind locks, and files never change once they have their names.
package final class ResultsStore: StageStore {
  /// Absolute.
  package let folder: String
  package let isReadOnly: Bool
  /// What was found and done at opening, for the person at the terminal; nil where all was well.
  package let notice: String?
  let surroundings: Surroundings?
  let artifacts: ArtifactFolder
  let records: RecordFolder
  let memory = Mutex(StoreMemory())
  /// Stages that only their records tell of, where the database may not be written.
  let outside = Mutex<[Fingerprint: StageRecord]>([:])
  /// Locks of runs in progress, by number.
  let runLocks = Mutex<[Int: RunMark]>([:])
  let stageClaims = StageClaimFile()
  private let connection: StoreConnection

  /// Opens the folder for writing, making it and bringing the database up to date. A database that
  /// is damaged or gone is made anew from the records.
  ///
  /// - Throws: ``StoreError`` where the database is another program's, or newer than this program;
  ///   it is then left untouched.
  package init(folder: String, surroundings: Surroundings) throws {
    self.folder = DiskFile.absolute(folder)
    artifacts = ArtifactFolder(results: self.folder)
    records = RecordFolder(results: self.folder)
    let path = "\(self.folder)/bondlab.sqlite"
    try DiskFile.makeFolder(self.folder)
    let opening = try DiskFile.lock("\(self.folder)/.lock", .exclusive)
    let mending = StoreMending(path, records, artifacts)
    let found = try mending.mend(now: surroundings.timestamp)
    notice = found.notice
    connection = StoreConnection(path, try DatabaseFile.open(path), isReadOnly: false)
    try DiskFile.makeFolder(artifacts.folder)
    (isReadOnly, self.surroundings) = (false, surroundings)
    if found.isOlder { try completeRecords() }
    withExtendedLifetime(opening) {}
  }

  /// Opens what is there for reading, and changes and makes nothing.
  ///
  /// Where there is no folder or database yet, the store is an empty one; where the database is
  /// damaged or gone, it is made anew in memory. What cannot be used is refused as by
  /// ``init(folder:surroundings:)``.
  package init(reading folder: String) throws {
    self.folder = DiskFile.absolute(folder)
    artifacts = ArtifactFolder(results: self.folder)
    records = RecordFolder(results: self.folder)
    let path = "\(self.folder)/bondlab.sqlite"
    let mending = StoreMending(path, records, artifacts)
    (connection, notice) = try mending.openForReading()
    (isReadOnly, surroundings) = (true, nil)
  }

  deinit {
    try? discardDeferredWork()
    // What was learnt of files only saves time.
    try? flush()
  }

  var databasePath: String { connection.path }
  var database: DatabaseQueue { connection.current }

  /// The file that a stage of a run writes its log to; its folder is made.
  package func logFile(run: Int, stage: StageID) throws -> String {
    if !isReadOnly { try DiskFile.makeFolder("\(folder)/logs/\(run)") }
    return logPath(run: run, stage: stage)
  }

  func logPath(run: Int, stage: StageID) -> String {
    "\(folder)/logs/\(run)/\(fileName(stage.description)).log"
  }

  /// A name that every file system takes: long ones are cut and told apart by a digest.
  private func fileName(_ text: String) -> String {
    let plain = String(text.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    if plain == text && plain.utf8.count <= 180 { return plain }
    let start = String(decoding: plain.utf8.prefix(120), as: UTF8.self)
    return "\(start)-\(Fingerprint(ofFields: [text]).description.prefix(16))"
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try DatabaseFile.translating(databasePath) { try connection.read(body) }
  }

  /// Runs `body` in one transaction, undone as a whole if it throws.
  func write<Result>(_ body: (Database, Surroundings) throws -> Result) throws -> Result {
    let surroundings = try writer()
    let learnt = memory.withLock { $0.learnt }
    let result = try DatabaseFile.translating(databasePath) {
      try database.write { database in
        for (digest, status) in learnt {
          try ObjectRows.insert(digest, status, surroundings.timestamp, database)
        }
        return try body(database, surroundings)
      }
    }
    if !learnt.isEmpty {
      memory.withLock { memory in
        for (digest, status) in learnt where memory.learnt[digest] == status {
          memory.learnt[digest] = nil
        }
      }
    }
    return result
  }

  /// Makes everything that this process has stored survive a loss of power.
  func makeDurable() throws {
    let files = memory.withLock { $0.volatile }
    if files.isEmpty { return }
    try DiskFile.syncAll(on: folder)
    memory.withLock { memory in
      for (digest, status) in files where memory.objects[digest] == status {
        memory.learnt[digest] = status
      }
      memory.volatile = [:]
    }
  }

  /// Writes down what was learnt of files since the last transaction.
  package func flush() throws {
    if !isReadOnly, memory.withLock({ !$0.learnt.isEmpty }) { try write { _, _ in } }
  }

  func writer() throws -> Surroundings {
    guard let surroundings else { throw StoreError(databasePath, "is open for reading only") }
    return surroundings
  }
}
