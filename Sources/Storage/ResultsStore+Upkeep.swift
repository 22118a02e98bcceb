/// Which runs keep their files.
extension ResultsStore {
  private var keptRuns: KeptRuns {
    KeptRuns(database, records: records, claims: claims, folder: folder)
  }

  /// Keeps a run's files whatever is removed later, or no longer.
  ///
  /// - Throws: ``StoreError`` where there is no run of that number.
  package func pin(run: Int, _ isPinned: Bool) throws { try keptRuns.pin(run: run, isPinned) }

  /// The pinned runs, by number.
  package func pinnedRuns() throws -> [Int] { try keptRuns.pinned() }

  /// Notes that a run's tables were written as these files: while one of them still says what it
  /// says now, the run's files are kept.
  ///
  /// - Parameter files: Their paths. Those outside the results folder are noted too.
  package func notePublication(run: Int, files: [String]) throws {
    try keptRuns.notePublication(run: run, files: files)
  }

  /// Writes a run's tables and notes that they are its, while no other process does so: several
  /// may run one experiment at once, and end at once.
  ///
  /// - Parameter write: Writes the files and answers their paths.
  package func publish(run: Int, _ write: () throws -> [String]) throws {
    try keptRuns.publish(run: run, write)
  }

  /// Removes the tables of a folder that runs wrote there, lie there as they were written, and are
  /// not among these files.
  ///
  /// - Returns: Their names.
  package func removeFormerTables(in folder: String, besides files: [String]) throws -> [String] {
    try keptRuns.removeFormerTables(in: folder, besides: files)
  }

  private var cleaning: Cleaning {
    Cleaning(database, files: files, work: work, runs: keptRuns)
  }

  /// What no kept run needs; nothing is changed.
  ///
  /// Kept are of each experiment the last `runs` that were done, and any that came after them;
  /// runs in progress; pinned runs; and runs whose tables still lie in the results folder as they
  /// were written. Figures are never removed, so that tables of old runs can still be made.
  ///
  /// - Parameter evenUnused: Whether files may go of stages that no run in the database has used:
  ///   imported ones, and where the database was made anew, all that were done before.
  package func removable(
    keepingRuns runs: Int, evenUnused: Bool = false
  ) throws -> [Removable] {
    try cleaning.removable(keepingRuns: runs, evenUnused: evenUnused)
  }

  /// Removes what ``removable(keepingRuns:evenUnused:)`` lists, and says what that was.
  ///
  /// Safe beside runs in progress: they wait as long as this takes whenever they add something or
  /// begin to rely on something. A stage whose file is removed is done again when needed.
  package func removeUnneeded(
    keepingRuns runs: Int, evenUnused: Bool = false
  ) throws -> [Removable] {
    try database.writer()
    return try claims.alone {
      try cleaning.removeUnneeded(keepingRuns: runs, evenUnused: evenUnused)
    }
  }

  /// The disk space of each part of the folder.
  package func sizes() -> StoreSizes {
    let files = files.bytes
    return StoreSizes(
      database: database.bytes, artifacts: files.stored, records: records.bytes, work: work.bytes,
      logs: logs.bytes, quarantine: files.quarantined)
  }
}

/// Whether all is there, and how it gets to another folder.
extension ResultsStore {
  var verification: Verification {
    Verification(database, records: records, files: files, stages: stages)
  }

  /// Reads every stored file and record again and tells which are not what they were, sorted by
  /// digest, files first.
  ///
  /// Unless the store is open for reading only, what is damaged is moved to `quarantine`, and
  /// records that are damaged or missing are written anew.
  ///
  /// - Throws: ``StoreError`` or ``DatabaseDamage`` where the database itself is damaged.
  package func verify() throws -> [DamagedArtifact] { try verification.verify() }

  private var archive: StageArchive {
    StageArchive(database, records: records, files: files, stages: stages, claims: claims)
  }

  /// Writes finished stages, with their files and records, into one file.
  ///
  /// - Throws: ``StoreError`` where nothing of that selection is finished.
  package func export(_ selection: ArchiveSelection, to file: String) throws -> ArchiveCounts {
    try archive.export(selection, to: file)
  }

  /// Takes over the finished stages of an archive, all or none; those that are there are left.
  ///
  /// - Throws: ``StoreError`` that names the archive and the member that is damaged.
  package func `import`(_ file: String) throws -> ArchiveCounts { try archive.import(file) }
}
