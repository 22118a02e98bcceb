/// The runs that keep their files.
extension ResultsStore {
  private var keptRuns: KeptRuns {
    KeptRuns(database, records: records, claims: claims, folder: folder)
  }

  /// Pins a run, so that its files are kept whatever is removed later, or unpins it.
  ///
  /// - Throws: ``StoreError`` if there is no run of that number.
  package func pin(run: Int, _ isPinned: Bool) throws { try keptRuns.pin(run: run, isPinned) }

  /// Returns the numbers of the pinned runs, sorted.
  package func pinnedRuns() throws -> [Int] { try keptRuns.pinned() }

  /// Notes that a run's tables were written as these files; the run's files are kept as long as one
  /// of the tables is unchanged.
  ///
  /// - Parameter files: The paths of the tables, also of those outside the results folder.
  package func notePublication(run: Int, files: [String]) throws {
    try keptRuns.notePublication(run: run, files: files)
  }

  /// Writes a run's tables and notes them as the run's, while no other process does so: several may
  /// run one experiment at once, and end at once.
  ///
  /// - Parameter write: Writes the files and returns their paths.
  package func publish(run: Int, _ write: () throws -> [String]) throws {
    try keptRuns.publish(run: run, write)
  }

  /// Removes tables of a folder that runs wrote there and nobody has changed since, except the
  /// given files.
  ///
  /// - Returns: The names of the tables that were removed, sorted.
  package func removeFormerTables(in folder: String, besides files: [String]) throws -> [String] {
    try keptRuns.removeFormerTables(in: folder, besides: files)
  }

  private var cleaning: Cleaning {
    Cleaning(database, files: files, work: work, runs: keptRuns)
  }

  /// Lists what no kept run needs, and changes nothing.
  ///
  /// The runs that are kept are the last `runs` of each experiment that were done and any that came
  /// after them, runs in progress, pinned runs, and runs whose tables still lie in the results
  /// folder as they were written. Metrics are never removed, so that tables of old runs can still
  /// be made.
  ///
  /// - Parameter evenUnused: Whether files may be removed of stages that no run in the database has
  ///   used: imported ones and, if the database was made anew, all that were done before.
  package func removable(
    keepingRuns runs: Int, evenUnused: Bool = false
  ) throws -> [Removable] {
    try cleaning.removable(keepingRuns: runs, evenUnused: evenUnused)
  }

  /// Removes what ``removable(keepingRuns:evenUnused:)`` lists, and returns the list.
  ///
  /// Runs in progress are safe: they wait for this to end whenever they add something or begin to
  /// rely on something. A stage whose file is removed is done again when it is needed.
  package func removeUnneeded(
    keepingRuns runs: Int, evenUnused: Bool = false
  ) throws -> [Removable] {
    try database.writer()
    return try claims.alone {
      try cleaning.removeUnneeded(keepingRuns: runs, evenUnused: evenUnused)
    }
  }

  /// Returns the disk space of each part of the folder.
  package func sizes() -> StoreSizes {
    let files = files.bytes
    return StoreSizes(
      database: database.bytes, artifacts: files.stored, records: records.bytes, work: work.bytes,
      logs: logs.bytes, quarantine: files.quarantined)
  }
}

/// Verification, and the transfer of stages to another folder.
extension ResultsStore {
  var verification: Verification {
    Verification(database, records: records, files: files, stages: stages)
  }

  /// Reads every stored file and record again and returns those that are damaged or missing, files
  /// first, sorted by digest.
  ///
  /// Unless the store is open for reading only, what is damaged is moved to `quarantine`, and
  /// records that are damaged or missing are written anew.
  ///
  /// - Throws: ``StoreError`` or ``DatabaseDamage`` if the database itself is damaged.
  package func verify() throws -> [DamagedArtifact] { try verification.verify() }

  private var archive: StageArchive {
    StageArchive(database, records: records, files: files, stages: stages, claims: claims)
  }

  /// Writes finished stages, with their files and records, to one archive.
  ///
  /// - Throws: ``StoreError`` if nothing of that selection is finished.
  package func export(_ selection: ArchiveSelection, to file: String) throws -> ArchiveCounts {
    try archive.export(selection, to: file)
  }

  /// Imports the finished stages of an archive, all or none; those that are known are left alone.
  ///
  /// - Throws: ``StoreError`` that names the archive and the member that is damaged.
  package func `import`(_ file: String) throws -> ArchiveCounts { try archive.import(file) }
}
