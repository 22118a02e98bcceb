internal import GRDB
internal import Platform

/// A run that is not said to have ended, and the process that was written down for it.
struct RunOwner {
  let run: Int
  /// nil where an older version of the program wrote none down.
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
