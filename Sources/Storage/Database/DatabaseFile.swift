internal import GRDB
internal import Platform

/// Opens the database, and refuses one of another program before anything is changed.
enum DatabaseFile {
  /// Opens the database for writing, and makes it or brings it up to date.
  ///
  /// The caller has checked its ``State``.
  static func open(_ path: String) throws -> DatabaseQueue {
    try translating(path) {
      var configuration = standard
      configuration.prepareDatabase { database in
        try database.execute(
          sql: """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            PRAGMA wal_autocheckpoint = 4000
            """)
      }
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try Schema.migrations.migrate(database)
      return database
    }
  }

  /// Opens the database for reading, and changes and makes nothing; nil if there is none yet.
  ///
  /// - Throws: ``DatabaseDamage`` if it can't be relied on.
  static func openForReading(_ path: String) throws -> DatabaseQueue? {
    try translating(path) {
      guard try sizeIsPositive(path) else { return nil }
      try checkSize(path)
      let database = try openUnchanging(path)
      let state = try inspect(database, path)
      if state == .fresh { return nil }
      guard state == .current else {
        throw StoreError(path, "was written by an older version; any run brings it up to date")
      }
      return database
    }
  }

  /// Returns the state of the database at a path.
  ///
  /// - Throws: ``StoreError`` if it is of another program or of a newer version, ``DatabaseDamage``
  ///   if it can't be relied on.
  static func state(_ path: String) throws -> State {
    try translating(path) {
      guard try sizeIsPositive(path) else { return .fresh }
      try checkSize(path)
      return try inspect(try openUnchanging(path), path)
    }
  }

  /// Makes a database in memory, with all tables.
  static func empty() throws -> DatabaseQueue {
    let database = try DatabaseQueue(configuration: standard)
    try Schema.migrations.migrate(database)
    return database
  }

  /// Runs `body` and turns errors of SQLite into errors of the file at `path`.
  static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_NOTADB: throw DatabaseDamage(path, "is not a database")
      case .SQLITE_CORRUPT: throw DatabaseDamage(path, "is damaged (\(reason))")
      default: throw StoreError(path, error)
      }
    }
  }

  /// Compares the file's size with the one in its first page, which costs nothing and finds files
  /// that were cut short.
  private static func checkSize(_ path: String) throws {
    while true {
      let (status, isLogged) = (FileStatus(ofFile: path), hasLog(path))
      let head = try DiskFile.bytes(of: path, upTo: 100)
      let wrong = problem(head, status?.bytes ?? 0, isLogged)
      // A process that writes just now changes both, one after the other.
      if wrong != nil, FileStatus(ofFile: path) != status || hasLog(path) != isLogged { continue }
      if let wrong { throw DatabaseDamage(path, wrong) }
      return
    }
  }

  private static func problem(_ head: [UInt8], _ size: Int, _ isLogged: Bool) -> String? {
    guard head.starts(with: "SQLite format 3\0".utf8) else { return "is not a database" }
    guard head.count == 100 else { return "is damaged (it was cut short)" }
    func number(_ offset: Int, _ count: Int) -> Int {
      head[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }
    // Pages may be in the log only; and only the last writer's count of them is to be relied on.
    guard !isLogged, number(24, 4) == number(92, 4) else { return nil }
    let wanted = number(28, 4) * (number(16, 2) == 1 ? 65536 : number(16, 2))
    return size == wanted ? nil : "is damaged (it has \(size) bytes instead of \(wanted))"
  }

  private static func hasLog(_ path: String) -> Bool { (FileSystem.size("\(path)-wal") ?? 0) > 0 }

  /// The state of a database, compared with the present schema.
  enum State {
    /// There is no database yet, or one without tables.
    case fresh
    case older, current
  }

  private static var standard: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(120)
    return configuration
  }

  private static func sizeIsPositive(_ path: String) throws -> Bool {
    guard let size = FileSystem.size(path) else {
      if FileSystem.exists(path) { throw StoreError(path, "is not a plain file") }
      return false
    }
    return size > 0
  }

  /// Opens a database for reading without making any file.
  ///
  /// If there is no log beside it, no process is writing it, and SQLite opens it as one that can't
  /// change: an ordinary reader would make the log's index and leave it behind.
  private static func openUnchanging(_ path: String) throws -> DatabaseQueue {
    var configuration = standard
    configuration.readonly = true
    if !FileSystem.exists("\(path)-wal") {
      let database = try? DatabaseQueue(
        path: "file:\(escaped(path))?immutable=1", configuration: configuration)
      if let database { return database }
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Escapes a path for use in a URI.
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
