internal import GRDB
internal import Spec

/// The members of a gathering, kept once however many stages read it.
struct GatheringRecord: Codable, Equatable, Sendable {
  struct Member: Codable, Equatable, Sendable {
    /// JSON: axis to label.
    let coordinates: String
    /// nil where it wasn't known when the gathering was first kept.
    let content: Fingerprint?
  }

  var format = 1
  /// As keys count it.
  let digest: Fingerprint
  let members: [Member]

  func insert(_ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT OR IGNORE INTO gathering VALUES (?, ?, ?, ?)")
    for (position, member) in members.enumerated() {
      try statement.execute(arguments: [
        digest.description, position, member.coordinates, member.content?.description,
      ])
    }
  }
}
