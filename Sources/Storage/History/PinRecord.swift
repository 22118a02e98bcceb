internal import GRDB

/// A pinned run as it is stored beside the database, in `pins/<number>.json`, so that a database
/// that is made anew still keeps the run's files.
struct PinRecord: Codable, Equatable {
  /// The columns of a row by name, as text, without those that are NULL.
  typealias Columns = [String: String]

  var format = 1
  let number: Int
  let experiment: Columns
  let run: Columns
  let stages: [Columns]

  /// Reads a pinned run; nil if there is no run of that number, or it isn't pinned.
  init?(run number: Int, _ database: Database) throws {
    let run = try Self.rows(
      "SELECT * FROM run WHERE id = ? AND pinned = 1", [number], database)
    guard let run = run.first else { return nil }
    let experiments = try Self.rows(
      "SELECT * FROM experiment WHERE name = ?", [run["experiment"]], database)
    self.number = number
    (experiment, self.run) = (experiments.first ?? [:], run)
    stages = try Self.rows(
      "SELECT * FROM run_stage WHERE run = ? ORDER BY ordinal", [number], database)
  }

  /// Inserts the run into a database that doesn't have it.
  func insert(_ database: Database) throws {
    try Self.insert([experiment], into: "experiment", database)
    try Self.insert([run], into: "run", database)
    try Self.insert(stages, into: "run_stage", database)
  }

  private static func rows(
    _ query: String, _ arguments: StatementArguments, _ database: Database
  ) throws -> [Columns] {
    try Row.fetchAll(database, sql: query, arguments: arguments).map { row in
      let columns = row.compactMap { name, value in text(value).map { (name, $0) } }
      return Columns(columns, uniquingKeysWith: { first, _ in first })
    }
  }

  private static func text(_ value: DatabaseValue) -> String? {
    switch value.storage {
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): text
    case .null, .blob: nil
    }
  }

  /// Inserts rows, with the columns that the table has; SQLite turns their texts into numbers.
  private static func insert(
    _ rows: [Columns], into table: String, _ database: Database
  ) throws {
    let known = Set(try database.columns(in: table).map(\.name))
    for row in rows {
      let names = row.keys.filter(known.contains).sorted()
      let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
      try database.cachedStatement(
        sql: "INSERT OR IGNORE INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))"
      ).execute(arguments: StatementArguments(names.compactMap { row[$0] }))
    }
  }
}
