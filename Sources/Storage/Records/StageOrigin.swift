internal import FoundationEssentials
internal import GRDB
internal import Options
internal import Spec

extension StageRecord {
  /// Where results come from that were taken over from another key.
  struct Origin: Codable, Equatable, Sendable {
    /// The fingerprint under which the stage was done.
    let former: Fingerprint
    let accepted: String
    let acceptedBy: String
    let differences: [String]
  }
}

extension StageRecord.Origin {
  /// - Parameter differences: JSON: a list of texts.
  init(_ former: Fingerprint, _ accepted: String, _ acceptedBy: String, differences: String) throws
  {
    self.init(
      former: former, accepted: accepted, acceptedBy: acceptedBy,
      differences: try JSONDecoder().decode([String].self, from: Data(differences.utf8)))
  }

  /// nil where the stage was done under its own key.
  init?(ofStage fingerprint: Fingerprint, _ database: Database) throws {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT former, accepted, accepted_by, differences FROM acceptance WHERE stage = ?
          ORDER BY accepted DESC LIMIT 1
          """), arguments: [fingerprint.description])
    guard let row else { return nil }
    try self.init(try row.fingerprint(0), row[1], row[2], differences: row[3])
  }

  /// Replaces what the database says of the stage's origin.
  static func replace(
    ofStage fingerprint: Fingerprint, with origin: StageRecord.Origin?, _ database: Database
  ) throws {
    try database.cachedStatement(sql: "DELETE FROM acceptance WHERE stage = ?")
      .execute(arguments: [fingerprint.description])
    guard let origin else { return }
    try database.cachedStatement(
      sql: """
        INSERT INTO acceptance (stage, former, accepted, accepted_by, differences)
        VALUES (?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      fingerprint.description, origin.former.description, origin.accepted, origin.acceptedBy,
      Value.list(origin.differences.map(Value.text)).canonicalJSON,
    ])
  }
}
