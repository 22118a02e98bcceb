internal import GRDB

/// Opens the database, and refuses what isn't one of ours before anything is changed.
enum DatabaseFile {
  /// Opens for writing, making the file or bringing it up to date.
  static func open(_ path: String) throws -> DatabaseQueue {
    try translating(path) {
      if try sizeIsPositive(path) { try inspect(try openUnchanging(path), path) }
      var configuration = standard
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
      }
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try Schema.migrations.migrate(database)
      return database
    }
  }

  /// Opens for reading, changing and making nothing; an empty database where there is no file.
  static func openForReading(_ path: String) throws -> DatabaseQueue {
    try translating(path) {
      guard try sizeIsPositive(path) else { return try empty() }
      let database = try openUnchanging(path)
      let state = try inspect(database, path)
      if state == .fresh { return try empty() }
      guard state == .current else {
        throw StoreError(path, "was written by an older version; any run brings it up to date")
      }
      return database
    }
  }

  /// Runs `body`, with errors of SQLite told as errors of the file at `path`.
  static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(path, error)
    }
  }

  private enum State {
    case fresh, older, current
  }

  private static var standard: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return configuration
  }

  private static func empty() throws -> DatabaseQueue {
    let database = try DatabaseQueue(configuration: standard)
    try Schema.migrations.migrate(database)
    return database
  }

  private static func sizeIsPositive(_ path: String) throws -> Bool {
    guard let size = DiskFile.size(path) else {
      if DiskFile.exists(path) { throw StoreError(path, "is not a plain file") }
      return false
    }
    return size > 0
  }

  /// Without a log beside it nobody is writing the file, and SQLite may be told that it can't
  /// change: an ordinary reader would make the log's index and leave it behind.
  private static func openUnchanging(_ path: String) throws -> DatabaseQueue {
    var configuration = standard
    configuration.readonly = true
    if !DiskFile.exists("\(path)-wal") {
      let database = try? DatabaseQueue(
        path: "file:\(escaped(path))?immutable=1", configuration: configuration)
      if let database { return database }
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// A path as part of a URI.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for character in path {
      switch character {
      case "%": text += "%25"
      case "?": text += "%3f"
      case "#": text += "%23"
      default: text.append(character)
      }
    }
    return text
  }

  @discardableResult
  private static func inspect(_ database: DatabaseQueue, _ path: String) throws -> State {
    try database.read { database in
      let tables = try Int.fetchOne(
        database,
        sql: """
          SELECT COUNT(*) FROM sqlite_schema
          WHERE name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
          """)
      if tables == 0 { return .fresh }
      guard try Int.fetchOne(database, sql: "PRAGMA application_id") == Schema.applicationID else {
        throw StoreError(path, "is a database of another program")
      }
      if try Schema.migrations.hasBeenSuperseded(database) {
        throw StoreError(path, "was written by a newer version of bondlab; use that one")
      }
      return try Schema.migrations.hasCompletedMigrations(database) ? .current : .older
    }
  }
}
