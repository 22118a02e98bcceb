internal import GRDB
internal import Platform

/// The database of a results folder, which reports errors of SQLite as errors of its file.
///
/// Every transaction also writes what the ledger of files has learnt since the last one.
final class ResultsDatabase: Sendable {
  private let connection: DatabaseConnection
  /// Facts about this process to record; nil if the folder is open for reading only.
  private let surroundings: Surroundings?
  private let ledger: FileLedger

  init(_ connection: DatabaseConnection, _ surroundings: Surroundings?, ledger: FileLedger) {
    self.connection = connection
    self.surroundings = surroundings
    self.ledger = ledger
  }

  var path: String { connection.path }
  var isReadOnly: Bool { surroundings == nil }

  /// The disk space of the database and of what SQLite keeps beside it, in bytes.
  var bytes: Int { ["", "-wal", "-shm"].reduce(0) { $0 + FileSystem.bytes(under: path + $1) } }

  /// Returns what is recorded about this process.
  ///
  /// - Throws: ``StoreError`` if the folder is open for reading only.
  @discardableResult
  func writer() throws -> Surroundings {
    guard let surroundings else { throw StoreError(path, "is open for reading only") }
    return surroundings
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try DatabaseFile.translating(path) { try connection.read(body) }
  }

  /// Reads once, as ``DatabaseConnection/readOnce(_:)`` does.
  func readOnce(_ body: (Database) throws -> Void) throws -> Bool {
    try DatabaseFile.translating(path) { try connection.readOnce(body) }
  }

  /// Returns a number that changes when another connection has written.
  func version() throws -> Int {
    try DatabaseFile.translating(path) {
      try connection.current.unsafeRead { try StageTable.version($0) }
    }
  }

  /// Runs `body` in one transaction, which is undone as a whole if it throws.
  func write<Result>(_ body: (Database, Surroundings) throws -> Result) throws -> Result {
    let surroundings = try writer()
    let learnt = ledger.learnt
    let result = try DatabaseFile.translating(path) {
      try connection.current.write { database in
        for (digest, status) in learnt {
          try ObjectRows.insert(digest, status, surroundings.timestamp, database)
        }
        return try body(database, surroundings)
      }
    }
    if !learnt.isEmpty { ledger.noteWritten(learnt) }
    return result
  }

  /// Runs `body` in one transaction, which survives a loss of power once this returns.
  func writeDurably(_ body: (Database) throws -> Void) throws {
    try writer()
    try DatabaseFile.translating(path) {
      try connection.current.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
        try database.inTransaction {
          try body(database)
          return .commit
        }
      }
    }
  }

  /// Writes what was learnt about files since the last transaction.
  func flush() throws {
    if !isReadOnly, !ledger.learnt.isEmpty { try write { _, _ in } }
  }
}
