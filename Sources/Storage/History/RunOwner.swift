internal import GRDB
internal import Platform

/// A run that the database has as running, and the process that it was begun by.
struct RunOwner {
  let run: Int
  /// The run's process; nil if an older version of the program didn't record it.
  let process: ProcessIdentity?

  static func all(_ database: Database) throws -> [RunOwner] {
    try Row.fetchAll(
      database, sql: "SELECT id, boot, process, process_start FROM run WHERE status = 'running'"
    ).map(RunOwner.init)
  }

  private init(_ row: Row) {
    run = row[0]
    if let boot: String = row[1], let number: Int = row[2], let start: Int = row[3] {
      process = ProcessIdentity(boot: boot, process: number, start: start)
    } else {
      process = nil
    }
  }
}
