internal import GRDB
internal import Spec

/// The members of a gathering, stored once however many stages read it.
struct GatheringRecord: Codable, Equatable, Sendable {
  struct Member: Codable, Equatable, Sendable {
    /// The member's coordinates, as a JSON object of axes and labels.
    let coordinates: String
    /// Digest of the member's content; nil if it wasn't known when the gathering was stored.
    let content: Fingerprint?
  }

  var format = 1
  /// The gathering's digest, as keys contain it.
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
