internal import Platform
internal import GRDB
internal import Spec

extension ResultsStore {
  /// Keeps a run's files whatever is removed later, or no longer.
  ///
  /// - Throws: ``StoreError`` where there is no run of that number.
  package func pin(run: Int, _ isPinned: Bool) throws {
    try write { database, _ in
      try database.execute(
        sql: "UPDATE run SET pinned = ? WHERE id = ?", arguments: [isPinned, run])
      guard database.changesCount == 1 else { throw StoreError(databasePath, "has no run \(run)") }
      try recordPin(of: run, database)
    }
    if !isPinned { try records.removePin(run: run) }
  }

  /// Writes a run's pin beside the database, where it has one.
  func recordPin(of run: Int, _ database: Database) throws {
    if let pin = try PinRecord(run: run, database) { try records.write(pin) }
  }

  /// The pinned runs, by number.
  package func pinnedRuns() throws -> [Int] {
    try read { try Int.fetchAll($0, sql: "SELECT id FROM run WHERE pinned = 1 ORDER BY id") }
  }

  /// Notes that a run's tables were written as these files: while one of them still says what it
  /// says now, the run's files are kept.
  ///
  /// - Parameter files: Their paths. Those outside the results folder are noted too.
  package func notePublication(run: Int, files: [String]) throws {
    let digests = try files.map { (relative($0), try Fingerprint(ofFile: $0)) }
    try write { database, _ in
      for (path, digest) in digests {
        // Two runs that wrote the same table are both what it came from; the later one is enough.
        try database.execute(sql: "DELETE FROM publication WHERE path = ?", arguments: [path])
        try database.execute(
          sql: "INSERT INTO publication VALUES (?, ?, ?)",
          arguments: [run, path, digest.description])
      }
    }
  }

  /// Writes a run's tables and notes that they are its, while no other process does so: several
  /// may run one experiment at once, and end at once.
  ///
  /// - Parameter write: Writes the files and answers their paths.
  package func publish(run: Int, _ write: () throws -> [String]) throws {
    _ = try writer()
    let lock = try DiskFile.lock("\(folder)/.tables", .exclusive)
    try withExtendedLifetime(lock) { try notePublication(run: run, files: write()) }
  }

  /// Runs with a table that lies where it was written, as it was written.
  func publishedRuns(_ database: Database) throws -> Set<Int> {
    let rows = try Row.fetchAll(database, sql: "SELECT run, path, digest FROM publication")
    return Set(
      rows.filter { row in
        let path: String = row[1]
        let file = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        return (try? Fingerprint(ofFile: file))?.description == row[2] as String
      }.map { $0[0] as Int })
  }

  /// A path below the results folder from there on, so that the folder may be moved.
  private func relative(_ path: String) -> String {
    let absolute = DiskFile.absolute(path)
    return absolute.hasPrefix("\(folder)/")
      ? String(absolute.dropFirst(folder.utf8.count + 1)) : absolute
  }
}
