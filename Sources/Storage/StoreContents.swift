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
  package let records: Int
  package let work: Int
  package let logs: Int
  package let quarantine: Int
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
          fingerprint: try row.fingerprint(0), kind: row[1], finished: row[2],
          seconds: row[3], files: row[4], bytes: row[5])
      }
    }
  }

  package func sizes() -> StoreSizes {
    let database = ["", "-wal", "-shm"].reduce(0) { $0 + DiskFile.bytes(under: databasePath + $1) }
    return StoreSizes(
      database: database, artifacts: DiskFile.bytes(under: artifacts.folder),
      records: DiskFile.bytes(under: records.folder),
      work: DiskFile.bytes(under: "\(folder)/work"), logs: DiskFile.bytes(under: "\(folder)/logs"),
      quarantine: DiskFile.bytes(under: artifacts.quarantine))
  }
}
