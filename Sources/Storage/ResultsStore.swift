internal import Pipeline

/// The results folder, with runs in `bondlab.sqlite`, the files of stages under `artifacts`, and a
/// record of each stage under `stages`, from which a lost database is made anew.
///
/// Several processes may write it at once. A store may be shared between threads: GRDB serialises
/// the one connection, the rest is behind locks, and files never change once they have their names.
package final class ResultsStore: StageStore {
  /// Absolute path.
  package let folder: String
  /// A line about what was found and done at opening, for people; nil if all was well.
  package let notice: String?

  // The parts of the store, each with its own state.
  let database: ResultsDatabase
  let records: RecordFolder
  let files: StoredFiles
  let stages: FinishedStages
  let claims: ClaimFolder
  let work: WorkFolders
  let currentRun: RunInProgress

  private init(
    _ folder: String, _ connection: DatabaseConnection, _ surroundings: Surroundings?,
    notice: String?
  ) {
    self.folder = folder
    self.notice = notice
    let ledger = FileLedger()
    let isReadOnly = surroundings == nil
    database = ResultsDatabase(connection, surroundings, ledger: ledger)
    records = RecordFolder(results: folder)
    files = StoredFiles(
      ArtifactFolder(results: folder), ledger: ledger, isReadOnly: isReadOnly)
    claims = ClaimFolder(results: folder, isReadOnly: isReadOnly)
    currentRun = RunInProgress(database)
    stages = FinishedStages(
      database, records: records, files: files, ledger: ledger, claims: claims, run: currentRun)
    work = WorkFolders(results: folder, database, claims: claims, run: currentRun)
  }

  /// Opens the folder for writing, making it and bringing the database up to date. A database that
  /// is damaged or gone is made anew from the records.
  ///
  /// - Throws: ``StoreError`` if the database is another program's, or of a newer version; it is
  ///   then left untouched.
  package convenience init(folder: String, surroundings: Surroundings) throws {
    let results = DiskFile.absolute(folder)
    try DiskFile.makeFolder(results)
    let opening = try ClaimFolder.holdOpening(results)
    let (connection, mended) = try DatabaseMending(results: results)
      .open(now: surroundings.timestamp)
    self.init(results, connection, surroundings, notice: mended.notice)
    try DiskFile.makeFolder(ArtifactFolder(results: results).folder)
    if mended.isOlder { try verification.completeRecords() }
    withExtendedLifetime(opening) {}
  }

  /// Opens the folder for reading, and changes and makes nothing.
  ///
  /// If there is no folder or database yet, the store is empty; if the database is damaged or gone,
  /// it is made anew in memory.
  ///
  /// - Throws: ``StoreError``, as ``init(folder:surroundings:)`` does.
  package convenience init(reading folder: String) throws {
    let results = DiskFile.absolute(folder)
    let (connection, notice) = try DatabaseMending(results: results).openForReading()
    self.init(results, connection, nil, notice: notice)
  }

  /// Opens a folder again after a query has found its database damaged.
  ///
  /// - Throws: ``StoreError``, as ``init(folder:surroundings:)`` does.
  package static func reopen(
    after damage: DatabaseDamage, folder: String, surroundings: Surroundings
  ) throws -> ResultsStore {
    try DatabaseMending(results: DiskFile.absolute(folder)).setAside(damage)
    return try ResultsStore(folder: folder, surroundings: surroundings)
  }

  deinit {
    try? work.discardDeferred()
    // What was learnt about files only saves time.
    try? database.flush()
  }

  package var isReadOnly: Bool { database.isReadOnly }

  /// Writes what was learnt about files since the last transaction to the database.
  package func flush() throws { try database.flush() }
}
