internal import GRDB
internal import Platform
package import Spec

/// A stored file that is damaged or missing.
package struct DamagedArtifact: Sendable, Equatable {
  package enum Damage: String, Sendable {
    case missing, truncated, altered
  }

  package let path: String
  package let damage: Damage
  /// The stages that it belongs to; each is done again when it is needed next.
  package let stages: [Fingerprint]
}

/// Reads every stored file and record again.
struct Verification {
  private let database: ResultsDatabase
  private let records: RecordFolder
  private let files: StoredFiles
  private let stages: FinishedStages

  init(
    _ database: ResultsDatabase, records: RecordFolder, files: StoredFiles, stages: FinishedStages
  ) {
    self.database = database
    self.records = records
    self.files = files
    self.stages = stages
  }

  /// Finds what is damaged, files first, sorted by digest.
  ///
  /// - Throws: ``StoreError`` if the database itself is damaged.
  func verify() throws -> [DamagedArtifact] {
    try checkDatabase()
    return try damagedFiles() + damagedRecords()
  }

  private func checkDatabase() throws {
    let findings = try database.read { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check")
        + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "\($0)" }
    }
    guard findings == ["ok"] else {
      throw StoreError(database.path, "is damaged: \(findings.prefix(3).joined(separator: "; "))")
    }
  }

  private func damagedFiles() throws -> [DamagedArtifact] {
    let named = try database.read { database in
      try Row.fetchAll(
        database,
        sql:
          "SELECT digest, bytes, stage FROM artifact WHERE removed IS NULL ORDER BY digest, stage"
      ).map {
        (digest: try $0.fingerprint(0), bytes: $0[1] as Int, stage: try $0.fingerprint(2))
      }
    }
    let owners = Dictionary(grouping: named, by: \.digest)
    return try owners.sorted { $0.key < $1.key }.compactMap { digest, owners in
      let damage = try owners.first.flatMap { try files.damage(to: digest, bytes: $0.bytes) }
      return damage.map {
        DamagedArtifact(path: files.path(of: digest), damage: $0, stages: owners.map(\.stage))
      }
    }
  }

  /// Finds records that differ from what was written, and writes them anew.
  private func damagedRecords() throws -> [DamagedArtifact] {
    try database.read(StageTable.fingerprints).compactMap { fingerprint in
      guard let stored = try stages.storedRecord(of: fingerprint), stored.isSound else {
        return nil
      }
      let found = records.stage(fingerprint)
      if found == stored { return nil }
      let path = records.path(of: fingerprint)
      // A sound record stems from another time that the stage was done.
      let isDamaged = found == nil && FileSystem.exists(path)
      if isDamaged { try files.setAside(path: path) }
      if !database.isReadOnly { try records.write(stored, isDurable: false) }
      return isDamaged
        ? DamagedArtifact(path: path, damage: .altered, stages: [fingerprint]) : nil
    }
  }

  /// Writes the records that an older version of the program didn't write.
  func completeRecords() throws {
    for fingerprint in try database.read(StageTable.fingerprints)
    where !FileSystem.exists(records.path(of: fingerprint)) {
      guard let record = try stages.storedRecord(of: fingerprint), record.isSound else { continue }
      try records.write(record, isDurable: false)
    }
    try database.read { database in
      let pinned = try Int.fetchAll(database, sql: "SELECT id FROM run WHERE pinned = 1")
      for run in pinned { try records.writePin(ofRun: run, database) }
    }
  }
}
