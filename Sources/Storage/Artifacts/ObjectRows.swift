internal import GRDB
internal import Spec

/// Writes the table `object`, the status of stored files when their bytes were last known to be
/// right.
enum ObjectRows {
  static func insert(
    _ digest: Fingerprint, _ status: FileStatus, _ now: String, _ database: Database
  ) throws {
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?)")
      .execute(arguments: [
        digest.description, status.bytes, status.modified, status.changed, status.inode, now,
      ])
  }

  /// Notes for every stage that has a file that it is back after its removal to free space.
  static func markPresent(_ digest: Fingerprint, _ database: Database) throws {
    try database.cachedStatement(
      sql: "UPDATE artifact SET removed = NULL WHERE digest = ? AND removed IS NOT NULL"
    ).execute(arguments: [digest.description])
  }

  /// Notes that a file is removed to free space.
  static func markRemoved(_ digest: Fingerprint, _ now: String, _ database: Database) throws {
    try database.cachedStatement(
      sql: "UPDATE artifact SET removed = ? WHERE digest = ? AND removed IS NULL"
    ).execute(arguments: [now, digest.description])
    try database.cachedStatement(sql: "DELETE FROM object WHERE digest = ?")
      .execute(arguments: [digest.description])
  }
}

/// Writes the table `reliance`, the stages that a run in progress uses, whether or not it has noted
/// them yet.
enum ReliedRows {
  static func insert(_ run: Int, _ stage: Fingerprint, _ database: Database) throws {
    try database.cachedStatement(sql: "INSERT OR IGNORE INTO reliance VALUES (?, ?)")
      .execute(arguments: [run, stage.description])
  }

  static func remove(_ run: Int, _ database: Database) throws {
    try database.cachedStatement(sql: "DELETE FROM reliance WHERE run = ?")
      .execute(arguments: [run])
  }
}
