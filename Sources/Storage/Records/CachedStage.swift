internal import GRDB
package import Spec

/// A finished stage, as `bondlab cache list` shows it.
package struct CachedStage: Sendable, Equatable {
  package let fingerprint: Fingerprint
  package let kind: String
  package let finished: String
  package let seconds: Double?
  package let files: Int
  /// Size of its files, with shared ones counted in full.
  package let bytes: Int
}

extension CachedStage {
  /// Returns every finished stage, the latest first.
  static func all(_ database: Database) throws -> [CachedStage] {
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
        fingerprint: try row.fingerprint(0), kind: row[1], finished: row[2], seconds: row[3],
        files: row[4], bytes: row[5])
    }
  }
}
