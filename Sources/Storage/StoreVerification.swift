internal import GRDB
package import Spec
internal import Synchronization

/// What is wrong with a stored file.
package struct DamagedArtifact: Sendable, Equatable {
  package enum Damage: String, Sendable {
    case missing, truncated, altered
  }

  package let path: String
  package let damage: Damage
  /// The stages that it belongs to; each is done again when it is needed next.
  package let stages: [Fingerprint]
}

extension ResultsStore {
  /// Reads every stored file and record again and tells which are not what they were, sorted by
  /// digest, files first.
  ///
  /// Unless the store is open for reading only, what is damaged is moved to `quarantine`, and
  /// records that are damaged or missing are written anew.
  ///
  /// - Throws: ``StoreError`` or ``DatabaseDamage`` where the database itself is damaged.
  package func verify() throws -> [DamagedArtifact] {
    try checkDatabase()
    return try damagedFiles() + damagedRecords()
  }

  private func damagedFiles() throws -> [DamagedArtifact] {
    let named = try read { database in
      try Row.fetchAll(
        database,
        sql:
          "SELECT digest, bytes, stage FROM artifact WHERE removed IS NULL ORDER BY digest, stage"
      ).map {
        (
          digest: try $0.fingerprint(0), bytes: $0[1] as Int, stage: try $0.fingerprint(2)
        )
      }
    }
    let stages = Dictionary(grouping: named, by: \.digest)
    return try stages.keys.sorted().compactMap { digest in
      guard let owners = stages[digest], let bytes = owners.first?.bytes,
        let damage = try damage(digest, bytes)
      else { return nil }
      if damage != .missing && !isReadOnly { try artifacts.moveAside(digest) }
      return DamagedArtifact(
        path: artifacts.path(of: digest), damage: damage,
        stages: owners.map(\.stage))
    }
  }

  private func damage(_ digest: Fingerprint, _ bytes: Int) throws -> DamagedArtifact.Damage? {
    let path = artifacts.path(of: digest)
    guard DiskFile.exists(path) else { return .missing }
    guard let status = FileStatus(ofFile: path), status.bytes == bytes else { return .truncated }
    let settled = status.settled()
    guard try Fingerprint(ofFile: path) == digest else { return .altered }
    memory.withLock { memory in
      guard memory.objects[digest] != settled else { return }
      memory.objects[digest] = settled
      if !isReadOnly { memory.learnt[digest] = settled }
    }
    return nil
  }

  /// Records that aren't what was written.
  private func damagedRecords() throws -> [DamagedArtifact] {
    try allStages().compactMap { fingerprint in
      guard let stored = try record(of: fingerprint), stored.isSound else { return nil }
      let found = records.stage(fingerprint)
      if found == stored { return nil }
      let path = records.path(of: fingerprint)
      // A sound one is of another time that the stage was done.
      let isDamaged = found == nil && DiskFile.exists(path)
      if !isReadOnly {
        if isDamaged { try DiskFile.moveAside(path, into: artifacts.quarantine) }
        try records.write(stored, isDurable: false)
      }
      return isDamaged
        ? DamagedArtifact(
          path: path, damage: .altered, stages: [fingerprint]) : nil
    }
  }

  /// Writes the records that an older version of the program didn't write.
  func completeRecords() throws {
    for fingerprint in try allStages() where !DiskFile.exists(records.path(of: fingerprint)) {
      guard let record = try record(of: fingerprint), record.isSound
      else { continue }
      try records.write(record, isDurable: false)
    }
    let pinned = try pinnedRuns()
    try read { database in for run in pinned { try recordPin(of: run, database) } }
  }

  /// The fingerprints of all stages in the database, sorted.
  private func allStages() throws -> [Fingerprint] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT fingerprint FROM stage ORDER BY fingerprint")
        .map { try $0.fingerprint(0) }
    }
  }

  private func checkDatabase() throws {
    let findings = try read { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check")
        + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "\($0)" }
    }
    guard findings == ["ok"] else {
      throw StoreError(databasePath, "is damaged: \(findings.prefix(3).joined(separator: "; "))")
    }
  }
}
