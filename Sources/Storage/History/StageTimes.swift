internal import GRDB
package import Spec

/// When a stage was done.
package struct StageTimes: Equatable, Sendable {
  /// When it was finished, such as `2026-11-23T18:55:48Z`.
  package let finished: String
  /// How long it took; 0 where that isn't known.
  package let seconds: Double
}

extension ResultsStore {
  /// Looks up when a finished stage was done; nil where the database doesn't have it.
  package func times(ofStage key: Fingerprint) throws -> StageTimes? {
    try database.read { database in
      let row = try Row.fetchOne(
        database.cachedStatement(sql: "SELECT finished, seconds FROM stage WHERE fingerprint = ?"),
        arguments: [key.description])
      return row.map { StageTimes(finished: $0[0], seconds: $0[1] ?? 0) }
    }
  }
}
