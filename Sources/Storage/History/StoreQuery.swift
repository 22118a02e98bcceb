internal import GRDB

/// A value that a query yields.
package enum QueryValue: Equatable, Sendable {
  case null
  case integer(Int)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// An SQL statement that can't be run, with the reason.
package struct QueryError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension ResultsStore {
  /// Runs an SQL statement that only reads, and hands over its rows as they are found.
  ///
  /// Several statements, and those that attach files, change settings or write, are refused.
  ///
  /// - Parameters:
  ///   - columns: Receives the names of the columns, before any row.
  ///   - row: Receives the values of each row.
  /// - Returns: Whether the rows are of one state of the database. They may not be where a process
  ///   has begun to write it meanwhile.
  /// - Throws: ``QueryError`` where the statement is refused or wrong.
  package func query(
    _ sql: String, columns: ([String]) throws -> Void, row: ([QueryValue]) throws -> Void
  ) throws -> Bool {
    try QueryText(sql).checkThatItReads()
    return try database.readOnce { database in
      do {
        let statement = try database.makeStatement(sql: sql)
        guard statement.isReadonly else {
          throw QueryError("the statement would change the database, which queries may only read")
        }
        try columns(statement.columnNames)
        let rows = try Row.fetchCursor(statement)
        while let next = try rows.next() { try row(next.databaseValues.map(QueryValue.init)) }
      } catch let error as DatabaseError where !error.isOfFile {
        throw QueryError(error.message ?? "SQLite error \(error.resultCode.rawValue)")
      }
    }
  }
}

extension DatabaseError {
  /// Whether the database's file is to blame rather than the statement.
  fileprivate var isOfFile: Bool {
    switch resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CANTOPEN,
      .SQLITE_BUSY, .SQLITE_LOCKED:
      true
    default: false
    }
  }
}

extension QueryValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(Int(number))
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob([UInt8](data))
    }
  }
}

/// The text of a query, as far as it has to be understood before SQLite does.
private struct QueryText {
  /// The words that a statement which only reads may begin with.
  ///
  /// SQLite counts statements such as ATTACH and BEGIN among those that don't write.
  private static let reading = ["SELECT", "WITH", "VALUES", "EXPLAIN"]

  private let text: Substring.UTF8View

  init(_ sql: String) { text = Self.withoutSpace(Substring(sql).utf8) }

  func checkThatItReads() throws(QueryError) {
    guard !text.isEmpty else { throw QueryError("there is no SQL statement") }
    let letters = text.prefix {
      ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
    }
    let word = String(Substring(letters)).uppercased()
    guard !Self.reading.contains(word) else { return }
    let hint =
      word == "PRAGMA"
      ? "; select from functions such as pragma_table_info('run') instead"
      : "; it must begin with SELECT, WITH, VALUES or EXPLAIN"
    throw QueryError("'\(word)' is refused, as queries may only read\(hint)")
  }

  /// Leaves out white space, comments and empty statements at the beginning.
  private static func withoutSpace(_ sql: Substring.UTF8View) -> Substring.UTF8View {
    var rest = sql
    while let first = rest.first {
      if " \t\n\r\u{0C};".utf8.contains(first) {
        rest = rest.dropFirst()
      } else if rest.starts(with: "--".utf8) {
        rest = rest.drop { $0 != UInt8(ascii: "\n") }
      } else if rest.starts(with: "/*".utf8) {
        rest = afterComment(rest.dropFirst(2))
      } else {
        break
      }
    }
    return rest
  }

  private static func afterComment(_ text: Substring.UTF8View) -> Substring.UTF8View {
    var rest = text
    while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
    return rest.dropFirst(2)
  }
}
