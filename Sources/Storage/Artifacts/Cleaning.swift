internal import GRDB
internal import Platform
internal import Spec

/// Something that may be removed, as `bondlab cache gc` lists it.
package struct Removable: Sendable, Equatable {
  package enum Reason: String, Sendable {
    case unneeded = "no kept run needs it"
    case unnamed = "belongs to no stage"
    case abandoned = "work that no kept run will resume"
    case damaged = "was damaged and set aside"
  }

  /// Absolute path of a file, or of a folder that goes with everything in it.
  package let path: String
  package let bytes: Int
  package let reason: Reason
}

/// Removes what no kept run needs.
struct Cleaning {
  private let database: ResultsDatabase
  private let files: StoredFiles
  private let work: WorkFolders
  private let runs: KeptRuns

  init(
    _ database: ResultsDatabase, files: StoredFiles, work: WorkFolders, runs: KeptRuns
  ) {
    self.database = database
    self.files = files
    self.work = work
    self.runs = runs
  }

  /// Lists what no kept run needs, and changes nothing.
  func removable(keepingRuns count: Int, evenUnused: Bool) throws -> [Removable] {
    let needs = try database.read { database in
      try StoreNeeds(
        kept: runs.kept(last: count, database), runs.inProgress(database), database,
        evenUnused: evenUnused)
    }
    let files = files.contents().compactMap { path, name -> Removable? in
      if needs.digests.contains(name) { return nil }
      return removable(path, needs.named.contains(name) ? .unneeded : .unnamed)
    }
    let submitted = try SubmissionTable(database).stages()
    let work = try work.abandoned(except: needs.unfinished.union(submitted))
    return files + work.map { removable($0, .abandoned) }
      + self.files.quarantined().map { removable($0, .damaged) }
  }

  /// Removes what ``removable(keepingRuns:evenUnused:)`` lists, and returns the list.
  ///
  /// The caller sees to it that no process adds anything meanwhile.
  func removeUnneeded(keepingRuns count: Int, evenUnused: Bool) throws -> [Removable] {
    let list = try removable(keepingRuns: count, evenUnused: evenUnused)
    // First the names, so that a kill in between leaves files without names, never the reverse.
    try markRemoved(list.filter { $0.reason == .unneeded }.compactMap(\.digest))
    for item in list { try DiskFile.remove(item.path) }
    return list
  }

  private func markRemoved(_ digests: [Fingerprint]) throws {
    try database.write { database, surroundings in
      for digest in digests {
        try ObjectRows.markRemoved(digest, surroundings.timestamp, database)
      }
    }
    files.noteRemoved(digests)
  }

  private func removable(_ path: String, _ reason: Removable.Reason) -> Removable {
    Removable(path: path, bytes: FileSystem.bytes(under: path), reason: reason)
  }
}

extension Removable {
  /// The digest that a stored file is named by.
  fileprivate var digest: Fingerprint? {
    path.split(separator: "/").last.flatMap { Fingerprint(hexadecimal: String($0)) }
  }
}

/// The files and unfinished stages that the runs to be kept need.
private struct StoreNeeds {
  /// Digests of the files of their stages.
  let digests: Set<String>
  /// Digests of the files of all stages.
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
