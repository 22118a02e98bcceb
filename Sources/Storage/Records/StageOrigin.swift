internal import FoundationEssentials
internal import GRDB
internal import Options
internal import Spec

extension StageRecord {
  /// The origin of results that were accepted from another key.
  struct Origin: Codable, Equatable, Sendable {
    /// Fingerprint of the key that the stage was done under.
    let former: Fingerprint
    let accepted: String
    let acceptedBy: String
    let differences: [String]
  }
}

extension StageRecord.Origin {
  /// Creates an origin from the columns of the database.
  ///
  /// - Parameter differences: A JSON list of texts.
  init(_ former: Fingerprint, _ accepted: String, _ acceptedBy: String, differences: String) throws
  {
    self.init(
      former: former, accepted: accepted, acceptedBy: acceptedBy,
      differences: try JSONDecoder().decode([String].self, from: Data(differences.utf8)))
  }

  /// Reads the origin of a stage; nil if the stage was done under its own key.
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

  /// Replaces what the database says about the stage's origin.
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
