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
      ).map { (digest: $0[0] as String, bytes: $0[1] as Int, stage: $0[2] as String) }
    }
    let stages = Dictionary(grouping: named, by: \.digest)
    return try stages.keys.sorted().compactMap { digest in
      guard let owners = stages[digest], let bytes = owners.first?.bytes,
        let damage = try damage(digest, bytes)
      else { return nil }
      if damage != .missing && !isReadOnly { try artifacts.moveAside(digest: digest) }
      return DamagedArtifact(
        path: artifacts.path(ofDigest: digest), damage: damage,
        stages: owners.map { Fingerprint(hexadecimal: $0.stage) })
    }
  }

  private func damage(_ digest: String, _ bytes: Int) throws -> DamagedArtifact.Damage? {
    let path = artifacts.path(ofDigest: digest)
    guard DiskFile.exists(path) else { return .missing }
    guard let status = FileStatus(ofFile: path), status.bytes == bytes else { return .truncated }
    let settled = status.settled()
    guard let key = DigestKey(digest), try Fingerprint(ofFile: path).description == digest else {
      return .altered
    }
    memory.withLock { memory in
      guard memory.objects[key] != settled else { return }
      memory.objects[key] = settled
      if !isReadOnly { memory.learnt[key] = settled }
    }
    return nil
  }

  /// Records that aren't what was written.
  private func damagedRecords() throws -> [DamagedArtifact] {
    try read { try String.fetchAll($0, sql: "SELECT fingerprint FROM stage ORDER BY fingerprint") }
      .compactMap { fingerprint in
        guard let key = DigestKey(fingerprint),
          let stored = try record(of: Fingerprint(hexadecimal: fingerprint)), stored.isSound
        else { return nil }
        let found = try records.stage(key)
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
            path: path, damage: .altered, stages: [Fingerprint(hexadecimal: fingerprint)]) : nil
      }
  }

  /// Writes the records that an older version of the program didn't write.
  func completeRecords() throws {
    let fingerprints = try read { try String.fetchAll($0, sql: "SELECT fingerprint FROM stage") }
    for fingerprint in fingerprints where !DiskFile.exists(records.path(of: fingerprint)) {
      guard let record = try record(of: Fingerprint(hexadecimal: fingerprint)), record.isSound
      else { continue }
      try records.write(record, isDurable: false)
    }
    let pinned = try pinnedRuns()
    try read { database in for run in pinned { try recordPin(of: run, database) } }
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
