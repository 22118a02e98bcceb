internal import GRDB
internal import Spec

/// Decides which runs keep the files of their stages: those that are pinned, whose tables are still
/// there, that are the last ones of their experiment, or that are in progress.
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

  /// Pins a run, so that its files are kept whatever is removed later, or unpins it.
  ///
  /// - Throws: ``StoreError`` if there is no run of that number.
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

  /// Returns the numbers of the pinned runs, sorted.
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
        // Of two runs that wrote the same table, the later one is enough to make it again.
        try database.execute(sql: "DELETE FROM publication WHERE path = ?", arguments: [path])
        try database.execute(
          sql: "INSERT INTO publication VALUES (?, ?, ?)",
          arguments: [run, path, digest.description])
      }
    }
  }

  /// Writes a run's tables and notes them as the run's, while no other process writes tables.
  func publish(run: Int, _ write: () throws -> [String]) throws {
    try database.writer()
    try claims.publishing { try notePublication(run: run, files: write()) }
  }

  /// Returns the runs whose stages keep their files, except those in progress.
  ///
  /// - Parameter runs: The number of last runs that each experiment keeps.
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

  /// Returns the runs whose processes are alive.
  func inProgress(_ database: Database) throws -> Set<Int> {
    Set(try RunOwner.all(database).filter(claims.isInProgress).map(\.run))
  }

  /// Removes tables of a folder that runs wrote there and nobody has changed since, except the
  /// given files: a spec that has changed doesn't make the others any more.
  ///
  /// - Returns: The names of the tables that were removed, sorted.
  func removeFormerTables(in tables: String, besides files: [String]) throws -> [String] {
    let (prefix, kept) = ("\(DiskFile.absolute(tables))/", Set(files.map(DiskFile.absolute)))
    let former = try database.read { try publications($0) }.map(\.file).filter {
      $0.hasPrefix(prefix) && !kept.contains($0)
    }
    for file in former { try DiskFile.remove(file) }
    return former.map { String($0.dropFirst(prefix.utf8.count)) }.sorted()
  }

  /// Returns the runs with a table that lies where it was written, as it was written.
  private func published(_ database: Database) throws -> Set<Int> {
    Set(try publications(database).map(\.run))
  }

  /// Returns the tables that lie where they were written, as they were written.
  private func publications(_ database: Database) throws -> [(run: Int, file: String)] {
    let rows = try Row.fetchAll(database, sql: "SELECT run, path, digest FROM publication")
    return rows.compactMap { row in
      let path: String = row[1]
      let file = path.hasPrefix("/") ? path : "\(folder)/\(path)"
      let isAsWritten = (try? Fingerprint(ofFile: file))?.description == row[2] as String
      return isAsWritten ? (row[0], file) : nil
    }
  }

  /// Returns a path relative to the results folder if it is below that, so that the folder may be
  /// moved; otherwise the absolute path.
  private func relative(_ path: String) -> String {
    let absolute = DiskFile.absolute(path)
    return absolute.hasPrefix("\(folder)/")
      ? String(absolute.dropFirst(folder.utf8.count + 1)) : absolute
  }
}
