internal import GRDB
package import Spec

/// A stage that was taken over under another key without being done again.
package struct Acceptance: Sendable, Equatable {
  package let stage: Fingerprint
  package let former: Fingerprint
  /// When, such as `2026-11-25T10:20:00Z`.
  package let accepted: String
  /// Who, as `user@host`; empty where an older version of the program accepted it.
  package let acceptedBy: String
  /// What the keys have differently, as people were told.
  package let differences: [String]
}

extension Acceptance {
  init(_ stage: Fingerprint, _ origin: StageRecord.Origin) {
    self.init(
      stage: stage, former: origin.former, accepted: origin.accepted,
      acceptedBy: origin.acceptedBy, differences: origin.differences)
  }

  /// What the database tells of, the latest first.
  static func all(_ database: Database) throws -> [Acceptance] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT stage, former, accepted, accepted_by, differences FROM acceptance
        ORDER BY accepted DESC
        """
    ).map { row in
      let origin = try StageRecord.Origin(
        row.fingerprint(1), row[2], row[3], differences: row[4])
      return Acceptance(try row.fingerprint(0), origin)
    }
  }
}
