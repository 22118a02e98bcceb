internal import GRDB
package import Spec

/// A stage whose results were accepted under a new key without being done again.
package struct Acceptance: Sendable, Equatable {
  /// Fingerprint of the new key.
  package let stage: Fingerprint
  /// Fingerprint of the key that the stage was done under.
  package let former: Fingerprint
  /// Time of the acceptance, such as `2026-11-25T10:20:00Z`.
  package let accepted: String
  /// Person who accepted it, as `user@host`; empty if an older version of the program was used.
  package let acceptedBy: String
  /// Differences between the keys, as they were shown to that person.
  package let differences: [String]
}

extension Acceptance {
  init(_ stage: Fingerprint, _ origin: StageRecord.Origin) {
    self.init(
      stage: stage, former: origin.former, accepted: origin.accepted,
      acceptedBy: origin.acceptedBy, differences: origin.differences)
  }

  /// Reads all acceptances from the database, the latest first.
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
