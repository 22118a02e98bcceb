internal import GRDB
internal import Spec

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
  /// Kept of each experiment are the last `runs` that were done, and any that came after them.
  /// Figures are never removed, so that tables of old runs can still be made.
  package func removable(keepingRuns runs: Int) throws -> [Removable] {
    let needs = try read { try StoreNeeds(keepingRuns: runs, $0) }
    let files = artifacts.contents().compactMap { path, digest -> Removable? in
      if needs.digests.contains(digest) { return nil }
      return removable(path, needs.named.contains(digest) ? .unneeded : .unnamed)
    }
    let work = DiskFile.names(in: "\(folder)/work").filter { !needs.unfinished.contains($0) }
    let damaged = DiskFile.names(in: artifacts.quarantine)
    return files + work.map { removable("\(folder)/work/\($0)", .abandoned) }
      + damaged.map { removable("\(artifacts.quarantine)/\($0)", .damaged) }
  }

  /// Removes what ``removable(keepingRuns:)`` lists, and says what that was.
  ///
  /// The caller holds the ``ResultsLock``. A stage whose file is removed is done again when needed.
  package func removeUnneeded(keepingRuns runs: Int) throws -> [Removable] {
    let list = try removable(keepingRuns: runs)
    // First the names, so that a kill in between leaves files without names, never the reverse.
    try write { database, surroundings in
      for item in list where item.reason == .unneeded {
        let digest = String(item.path.split(separator: "/").last ?? "")
        try database.execute(
          sql: "UPDATE artifact SET removed = ? WHERE digest = ? AND removed IS NULL",
          arguments: [surroundings.timestamp, digest])
      }
    }
    for item in list { try DiskFile.remove(item.path) }
    return list
  }

  private func removable(_ path: String, _ reason: Removable.Reason) -> Removable {
    Removable(path: path, bytes: DiskFile.bytes(under: path), reason: reason)
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

  init(keepingRuns runs: Int, _ database: Database) throws {
    let kept = """
      SELECT fingerprint FROM run_stage WHERE fingerprint IS NOT NULL AND run IN (
        SELECT id FROM run WHERE (
          SELECT COUNT(*) FROM run AS later WHERE later.experiment = run.experiment
            AND later.status = 'done' AND later.id > run.id) < ?)
      """
    digests = try String.fetchSet(
      database,
      sql: "SELECT digest FROM artifact WHERE removed IS NULL AND stage IN (\(kept))",
      arguments: [runs])
    named = try String.fetchSet(
      database, sql: "SELECT digest FROM artifact WHERE removed IS NULL")
    unfinished = try String.fetchSet(
      database, sql: "\(kept) AND status NOT IN ('done', 'cached')",
      arguments: [runs])
  }
}
