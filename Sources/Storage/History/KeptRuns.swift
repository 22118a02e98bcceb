internal import GRDB
internal import Spec

/// Tells which runs keep the files of their stages: pinned ones, those of tables that are still
/// there, the last ones of each experiment, and those in progress.
struct KeptRuns {
  private let database: ResultsDatabase
  private let records: RecordFolder
  private let claims: ClaimFolder
  /// The results folder.
  private let folder: String

  init(
    _ database: ResultsDatabase, records: RecordFolder, claims: ClaimFolder, folder: String
  ) {
    self.database = database
    self.records = records
    self.claims = claims
    self.folder = folder
  }

  /// Keeps a run's files whatever is removed later, or no longer.
  func pin(run: Int, _ isPinned: Bool) throws {
    try database.write { database, _ in
      try database.execute(
        sql: "UPDATE run SET pinned = ? WHERE id = ?", arguments: [isPinned, run])
      guard database.changesCount == 1 else {
        throw StoreError(self.database.path, "has no run \(run)")
      }
      try records.writePin(ofRun: run, database)
    }
    if !isPinned { try records.removePin(run: run) }
  }

  /// The pinned runs, by number.
  func pinned() throws -> [Int] {
    try database.read {
      try Int.fetchAll($0, sql: "SELECT id FROM run WHERE pinned = 1 ORDER BY id")
    }
  }

  /// Notes that a run's tables were written as these files.
  func notePublication(run: Int, files: [String]) throws {
    let digests = try files.map { (relative($0), try Fingerprint(ofFile: $0)) }
    try database.write { database, _ in
      for (path, digest) in digests {
        // Two runs that wrote the same table are both what it came from; the later one is enough.
        try database.execute(sql: "DELETE FROM publication WHERE path = ?", arguments: [path])
        try database.execute(
          sql: "INSERT INTO publication VALUES (?, ?, ?)",
          arguments: [run, path, digest.description])
      }
    }
  }

  /// Writes a run's tables and notes that they are its, while no other process does so.
  func publish(run: Int, _ write: () throws -> [String]) throws {
    try database.writer()
    try claims.publishing { try notePublication(run: run, files: write()) }
  }

  /// Runs whose stages keep their files, other than those in progress.
  func kept(last runs: Int, _ database: Database) throws -> Set<Int> {
    let recent = try Int.fetchSet(
      database,
      sql: """
        SELECT id FROM run WHERE pinned = 1 OR (
          SELECT COUNT(*) FROM run AS later WHERE later.experiment = run.experiment
            AND later.status = 'done' AND later.id > run.id) < ?
        """, arguments: [runs])
    return recent.union(try published(database))
  }

  /// Runs whose processes are there.
  func inProgress(_ database: Database) throws -> Set<Int> {
    Set(try RunOwner.all(database).filter(claims.isInProgress).map(\.run))
  }

  /// Removes the tables of a folder that runs wrote there, lie there as they were written, and are
  /// not among these files: a spec that has changed since doesn't make them any more.
  ///
  /// - Returns: Their names.
  func removeFormerTables(in tables: String, besides files: [String]) throws -> [String] {
    let (place, kept) = ("\(DiskFile.absolute(tables))/", Set(files.map(DiskFile.absolute)))
    let former = try database.read { try publications($0) }.map(\.file).filter {
      $0.hasPrefix(place) && !kept.contains($0)
    }
    for file in former { try DiskFile.remove(file) }
    return former.map { String($0.dropFirst(place.utf8.count)) }.sorted()
  }

  /// Runs with a table that lies where it was written, as it was written.
  private func published(_ database: Database) throws -> Set<Int> {
    Set(try publications(database).map(\.run))
  }

  /// The tables that lie where they were written, as they were written.
  private func publications(_ database: Database) throws -> [(run: Int, file: String)] {
    let rows = try Row.fetchAll(database, sql: "SELECT run, path, digest FROM publication")
    return rows.compactMap { row in
      let path: String = row[1]
      let file = path.hasPrefix("/") ? path : "\(folder)/\(path)"
      let isAsWritten = (try? Fingerprint(ofFile: file))?.description == row[2] as String
      return isAsWritten ? (row[0], file) : nil
    }
  }

  /// A path below the results folder from there on, so that the folder may be moved.
  private func relative(_ path: String) -> String {
    let absolute = DiskFile.absolute(path)
    return absolute.hasPrefix("\(folder)/")
      ? String(absolute.dropFirst(folder.utf8.count + 1)) : absolute
  }
}
