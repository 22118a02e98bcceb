internal import GRDB
internal import Spec

/// Reads finished stages from the database into the memory of the process.
enum StoreReading {
  /// Everything there is, in three passes and one transaction.
  static func everything(_ database: Database, into memory: inout StoreMemory) throws {
    memory.version = try version(database)
    memory.stages.removeAll(keepingCapacity: true)
    memory.objects.removeAll(keepingCapacity: true)
    memory.removed.removeAll()
    try objects(database, into: &memory)
    let files = try files(database, into: &memory)
    let rows = try Row.fetchCursor(
      database, sql: "SELECT fingerprint, content FROM stage INDEXED BY stage_by_content")
    while let row = try rows.next() {
      guard let key = Fingerprint(hexadecimal: row[0]),
        let content = Fingerprint(hexadecimal: row[1])
      else {
        continue
      }
      memory.stages[key] = StoredStage(content: content, files: files[key] ?? [])
    }
    memory.size = memory.stages.count
  }

  /// A number that changes when another connection has written.
  static func version(_ database: Database) throws -> Int {
    try Int.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
  }

  static func count(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM stage") ?? 0
  }

  /// One stage, and what is known of its files.
  static func stage(
    _ key: Fingerprint, _ database: Database, into memory: inout StoreMemory
  ) throws -> StoredStage? {
    let arguments: StatementArguments = [key.description]
    let content = try String.fetchOne(
      database.cachedStatement(sql: "SELECT content FROM stage WHERE fingerprint = ?"),
      arguments: arguments)
    guard let content = content.flatMap(Fingerprint.init(hexadecimal:)) else { return nil }
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT name, artifact.digest, removed, object.bytes, modified, changed, inode
          FROM artifact LEFT JOIN object ON object.digest = artifact.digest
          WHERE stage = ? ORDER BY name
          """), arguments: arguments)
    var files: [StoredStage.File] = []
    while let row = try rows.next() {
      guard let digest = Fingerprint(hexadecimal: row[1]) else { continue }
      files.append(StoredStage.File(name: row[0], digest: digest))
      if row.hasNull(atIndex: 2) {
        memory.removed.remove(digest)
      } else {
        memory.removed.insert(digest)
      }
      if !row.hasNull(atIndex: 3), memory.learnt[digest] == nil {
        memory.objects[digest] = status(row, from: 3)
      }
    }
    return StoredStage(content: content, files: files)
  }

  private static func objects(_ database: Database, into memory: inout StoreMemory) throws {
    let rows = try Row.fetchCursor(
      database, sql: "SELECT digest, bytes, modified, changed, inode FROM object")
    while let row = try rows.next() {
      guard let digest = Fingerprint(hexadecimal: row[0]) else { continue }
      memory.objects[digest] = memory.learnt[digest] ?? status(row, from: 1)
    }
  }

  private static func files(
    _ database: Database, into memory: inout StoreMemory
  ) throws -> [Fingerprint: [StoredStage.File]] {
    var files: [Fingerprint: [StoredStage.File]] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT stage, name, digest, removed FROM artifact ORDER BY stage, name")
    while let row = try rows.next() {
      guard let key = Fingerprint(hexadecimal: row[0]),
        let digest = Fingerprint(hexadecimal: row[2])
      else {
        continue
      }
      files[key, default: []].append(StoredStage.File(name: row[1], digest: digest))
      if !row.hasNull(atIndex: 3) { memory.removed.insert(digest) }
    }
    return files
  }

  private static func status(_ row: Row, from first: Int) -> FileStatus {
    FileStatus(
      bytes: row[first], modified: row[first + 1], changed: row[first + 2], inode: row[first + 3])
  }
}
