internal import GRDB
internal import Platform
internal import Spec

/// An error that says that the database can't be relied on, found at opening or by a later query.
package struct DatabaseDamage: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// The inode of the damaged file, so that no other file is taken for it.
  let inode: Int?

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
    inode = FileStatus(ofFile: path)?.inode
  }

  package var description: String { "\(path): \(reason)" }
}

/// Makes a database anew from the records of finished stages.
enum DatabaseRebuilding {
  /// Moves a damaged database, with what SQLite keeps beside it, to `quarantine`.
  ///
  /// - Returns: Its new path; nil if another process was quicker.
  static func setAside(_ damage: DatabaseDamage, _ quarantine: String) throws -> String? {
    guard FileStatus(ofFile: damage.path)?.inode == damage.inode else { return nil }
    // The database first: without it, what is beside it means nothing to anyone.
    let moved = try DiskFile.moveAside(damage.path, into: quarantine)
    for ending in ["-wal", "-shm"] where FileSystem.exists(damage.path + ending) {
      try DiskFile.moveAside(damage.path + ending, into: quarantine)
    }
    return moved
  }

  /// Makes the database at `path` from records, complete or not at all.
  ///
  /// - Returns: The number of its stages.
  static func make(
    _ path: String, from records: RecordFolder, _ artifacts: ArtifactFolder, _ now: String
  ) throws -> Int {
    let partial = TemporaryName.ofTarget.path(for: path)
    for ending in ["", "-journal", "-wal", "-shm"] { try DiskFile.remove(partial + ending) }
    let database = try DatabaseQueue(path: partial)
    try Schema.migrations.migrate(database)
    let count = try fill(database, from: records, artifacts, now)
    try database.close()
    try DiskFile.sync(partial)
    for ending in ["-wal", "-shm"] { try DiskFile.remove(path + ending) }
    try DiskFile.rename(partial, to: path)
    return count
  }

  /// Inserts all sound records, and the runs that are pinned.
  ///
  /// - Returns: The number of stages.
  static func fill(
    _ database: DatabaseQueue, from folder: RecordFolder, _ artifacts: ArtifactFolder,
    _ now: String
  ) throws -> Int {
    var count = 0
    try database.write { database in
      for key in folder.fingerprints() {
        guard let record = folder.stage(key) else { continue }
        try record.insert(database, removed: artifacts.missing(of: [record], at: now))
        count += 1
      }
      for digest in folder.gatherings() { try folder.gathering(digest)?.insert(database) }
      for pin in folder.pinned() { try pin.insert(database) }
    }
    return count
  }
}
