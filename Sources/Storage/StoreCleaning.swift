internal import GRDB
internal import Spec
internal import Synchronization

/// Something that may go, as `bondlab cache gc` lists it.
package struct Removable: Sendable, Equatable {
  package enum Reason: String, Sendable {
    case unneeded = "no kept run needs it"
    case unnamed = "belongs to no stage"
    case abandoned = "work that no kept run will resume"
    case damaged = "was damaged and set aside"
  }

  /// Absolute; a file, or a folder with all in it.
  package let path: String
  package let bytes: Int
  package let reason: Reason
}

extension ResultsStore {
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
    let needs = try read { database in
      try StoreNeeds(
        kept: keptRuns(last: runs, database), runsInProgress(database), database,
        evenUnused: evenUnused)
    }
    let files = artifacts.contents().compactMap { path, name -> Removable? in
      if needs.digests.contains(name) { return nil }
      return removable(path, needs.named.contains(name) ? .unneeded : .unnamed)
    }
    let submitted = try submissions.stages()
    let work = try DiskFile.names(in: "\(folder)/work").filter { name in
      try !needs.unfinished.contains(name) && !submitted.contains(name)
        && !isClaimed(work: name)
    }
    let damaged = DiskFile.names(in: artifacts.quarantine)
    return files + work.map { removable("\(folder)/work/\($0)", .abandoned) }
      + damaged.map { removable("\(artifacts.quarantine)/\($0)", .damaged) }
  }

  /// Removes what ``removable(keepingRuns:evenUnused:)`` lists, and says what that was.
  ///
  /// Safe beside runs in progress: they wait as long as this takes whenever they add something or
  /// begin to rely on something. A stage whose file is removed is done again when needed.
  package func removeUnneeded(
    keepingRuns runs: Int, evenUnused: Bool = false
  ) throws -> [Removable] {
    _ = try writer()
    return try alone {
      let list = try removable(keepingRuns: runs, evenUnused: evenUnused)
      // First the names, so that a kill in between leaves files without names, never the reverse.
      let digests = list.filter { $0.reason == .unneeded }.compactMap { item in
        Fingerprint(hexadecimal: String(item.path.split(separator: "/").last ?? ""))
      }
      try markRemoved(digests)
      for item in list { try DiskFile.remove(item.path) }
      return list
    }
  }

  /// Whether any process does the stage whose work a folder of that name is.
  private func isClaimed(work name: String) throws -> Bool {
    guard let fingerprint = Fingerprint(hexadecimal: name) else { return false }
    return try isClaimed(fingerprint)
  }

  private func markRemoved(_ digests: [Fingerprint]) throws {
    try write { database, surroundings in
      for digest in digests {
        try database.cachedStatement(
          sql: "UPDATE artifact SET removed = ? WHERE digest = ? AND removed IS NULL"
        ).execute(arguments: [surroundings.timestamp, digest.description])
        try database.cachedStatement(sql: "DELETE FROM object WHERE digest = ?")
          .execute(arguments: [digest.description])
      }
    }
    memory.withLock { memory in
      for digest in digests {
        memory.removed.insert(digest)
        memory.objects[digest] = nil
      }
    }
  }

  private func removable(_ path: String, _ reason: Removable.Reason) -> Removable {
    Removable(path: path, bytes: DiskFile.bytes(under: path), reason: reason)
  }

  /// Runs whose stages keep their files, other than those in progress.
  private func keptRuns(last runs: Int, _ database: Database) throws -> Set<Int> {
    let recent = try Int.fetchSet(
      database,
      sql: """
        SELECT id FROM run WHERE pinned = 1 OR (
          SELECT COUNT(*) FROM run AS later WHERE later.experiment = run.experiment
            AND later.status = 'done' AND later.id > run.id) < ?
        """, arguments: [runs])
    return recent.union(try publishedRuns(database))
  }

  /// Runs whose processes are there.
  private func runsInProgress(_ database: Database) throws -> Set<Int> {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT id, boot, process, process_start FROM run WHERE status = 'running'")
    return Set(try rows.filter { try isAlive($0) }.map { $0[0] as Int })
  }
}

/// What the runs to be kept need.
private struct StoreNeeds {
  /// Of the files of their stages.
  let digests: Set<String>
  /// Of the files of all stages.
  let named: Set<String>
  /// Fingerprints of their stages that have been begun and not finished.
  let unfinished: Set<String>

  init(
    kept: Set<Int>, _ inProgress: Set<Int>, _ database: Database, evenUnused: Bool
  ) throws {
    let runs = kept.union(inProgress).map(String.init).joined(separator: ",")
    let stages = """
      SELECT fingerprint FROM run_stage WHERE fingerprint IS NOT NULL AND run IN (\(runs))
      """
    let unused = """
      SELECT fingerprint FROM stage EXCEPT SELECT fingerprint FROM run_stage
      """
    digests = try String.fetchSet(
      database,
      sql: """
        SELECT digest FROM artifact WHERE removed IS NULL AND stage IN (
          \(stages) UNION SELECT stage FROM reliance WHERE run IN (\(runs))
          \(evenUnused ? "" : "UNION SELECT * FROM (\(unused))"))
        """)
    named = try String.fetchSet(
      database, sql: "SELECT digest FROM artifact WHERE removed IS NULL")
    unfinished = try String.fetchSet(
      database, sql: "\(stages) AND status NOT IN ('done', 'cached')")
  }
}
