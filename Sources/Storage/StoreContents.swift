internal import GRDB
package import Spec

/// A finished stage, as `bondlab cache list` shows it.
package struct CachedStage: Sendable, Equatable {
  package let fingerprint: Fingerprint
  package let kind: String
  package let finished: String
  package let seconds: Double?
  package let files: Int
  /// Of its files, shared ones counted in full.
  package let bytes: Int
}

/// The disk space that a results folder takes, in bytes.
package struct StoreSizes: Sendable, Equatable {
  package let database: Int
  package let artifacts: Int
  package let work: Int
  package let logs: Int
  package let quarantine: Int
}

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
  /// Every finished stage, the latest first.
  package func cachedStages() throws -> [CachedStage] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT stage.fingerprint, kind, finished, seconds, COUNT(name), COALESCE(SUM(bytes), 0)
          FROM stage LEFT JOIN artifact
            ON artifact.stage = stage.fingerprint AND artifact.removed IS NULL
          GROUP BY stage.fingerprint ORDER BY finished DESC, stage.fingerprint
          """
      ).map { row in
        CachedStage(
          fingerprint: Fingerprint(hexadecimal: row[0]), kind: row[1], finished: row[2],
          seconds: row[3], files: row[4], bytes: row[5])
      }
    }
  }

  package func sizes() -> StoreSizes {
    let database = ["", "-wal", "-shm"].reduce(0) { $0 + DiskFile.bytes(under: databasePath + $1) }
    return StoreSizes(
      database: database, artifacts: DiskFile.bytes(under: artifacts.folder),
      work: DiskFile.bytes(under: "\(folder)/work"), logs: DiskFile.bytes(under: "\(folder)/logs"),
      quarantine: DiskFile.bytes(under: artifacts.quarantine))
  }

  /// Reads every stored file again and tells which are not what they were, sorted by digest.
  ///
  /// Unless the store is open for reading only, what is damaged is moved to `quarantine`.
  ///
  /// - Throws: ``StoreError`` where the database itself is damaged.
  package func verify() throws -> [DamagedArtifact] {
    try checkDatabase()
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
    if DiskFile.size(path) != bytes { return .truncated }
    return try Fingerprint(ofFile: path).description == digest ? nil : .altered
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
