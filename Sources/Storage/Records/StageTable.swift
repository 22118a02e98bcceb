internal import GRDB
internal import Spec

/// Reads finished stages from the database, with what is known about their files.
enum StageTable {
  /// All finished stages and files.
  struct Contents {
    let version: Int
    let stages: [Fingerprint: StoredStage]
    /// Statuses of files when their bytes were last known to be right, by digest.
    let sound: [Fingerprint: FileStatus]
    let removed: Set<Fingerprint>
  }

  /// Reads all finished stages and files, in three passes and one transaction.
  static func everything(_ database: Database) throws -> Contents {
    let version = try version(database)
    let sound = try sound(database)
    let (files, removed) = try files(database)
    var stages: [Fingerprint: StoredStage] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT fingerprint, content FROM stage INDEXED BY stage_by_content")
    while let row = try rows.next() {
      guard let key = Fingerprint(hexadecimal: row[0]),
        let content = Fingerprint(hexadecimal: row[1])
      else { continue }
      stages[key] = StoredStage(content: content, files: files[key] ?? [])
    }
    return Contents(version: version, stages: stages, sound: sound, removed: removed)
  }

  /// Returns a number that changes when another connection has written.
  static func version(_ database: Database) throws -> Int {
    try Int.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
  }

  static func count(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM stage") ?? 0
  }

  /// Returns the fingerprints of all stages, sorted.
  static func fingerprints(_ database: Database) throws -> [Fingerprint] {
    try Row.fetchAll(database, sql: "SELECT fingerprint FROM stage ORDER BY fingerprint")
      .map { try $0.fingerprint(0) }
  }

  /// Reads one stage and what is known about its files; nil if there is no such stage.
  static func stage(
    _ key: Fingerprint, _ database: Database
  ) throws -> (stage: StoredStage, entries: [FileLedger.Entry])? {
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
    var entries: [FileLedger.Entry] = []
    while let row = try rows.next() {
      guard let digest = Fingerprint(hexadecimal: row[1]) else { continue }
      files.append(StoredStage.File(name: row[0], digest: digest))
      entries.append(
        FileLedger.Entry(
          digest: digest, isRemoved: !row.hasNull(atIndex: 2),
          status: row.hasNull(atIndex: 3) ? nil : status(row, from: 3)))
    }
    return (StoredStage(content: content, files: files), entries)
  }

  private static func sound(_ database: Database) throws -> [Fingerprint: FileStatus] {
    var sound: [Fingerprint: FileStatus] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT digest, bytes, modified, changed, inode FROM object")
    while let row = try rows.next() {
      guard let digest = Fingerprint(hexadecimal: row[0]) else { continue }
      sound[digest] = status(row, from: 1)
    }
    return sound
  }

  private static func files(
    _ database: Database
  ) throws -> (byStage: [Fingerprint: [StoredStage.File]], removed: Set<Fingerprint>) {
    var files: [Fingerprint: [StoredStage.File]] = [:]
    var removed: Set<Fingerprint> = []
    let rows = try Row.fetchCursor(
      database, sql: "SELECT stage, name, digest, removed FROM artifact ORDER BY stage, name")
    while let row = try rows.next() {
      guard let key = Fingerprint(hexadecimal: row[0]),
        let digest = Fingerprint(hexadecimal: row[2])
      else { continue }
      files[key, default: []].append(StoredStage.File(name: row[1], digest: digest))
      if !row.hasNull(atIndex: 3) { removed.insert(digest) }
    }
    return (files, removed)
  }

  private static func status(_ row: Row, from first: Int) -> FileStatus {
    FileStatus(
      bytes: row[first], modified: row[first + 1], changed: row[first + 2], inode: row[first + 3])
  }
}
