internal import ArgumentParser
@preconcurrency internal import Glibc
internal import Reporting
internal import Storage

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Prints the rows that an SQL statement selects from the results database",
    discussion: """
      The database is open for reading only: nothing can be written or attached. As CSV and JSON, \
      rows are printed as they are found. The page Store of the manual has the tables and views, \
      and queries to begin with.
      """)

  @Argument(help: "SQL statement; '-' or nothing reads it from standard input")
  var sql = "-"
  @OptionGroup var results: ResultsArguments
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let statement = sql == "-" ? try Self.standardInput() : sql
    let store = try results.reading()
    let isOneState: Bool
    do {
      isOneState =
        try (exporter as? any StreamingExporter.Type).map {
          try Self.stream(statement, from: store, as: $0)
        } ?? Self.printWhole(statement, from: store, as: exporter)
    } catch let error as QueryError {
      throw RequestError("\(error)")
    }
    guard isOneState else {
      complain("error: a run began to write the database meanwhile; type the command again")
      throw ExitCode(1)
    }
  }

  /// Prints rows as they are found.
  private static func stream(
    _ sql: String, from store: ResultsStore, as exporter: any StreamingExporter.Type
  ) throws -> Bool {
    var (text, header, isEmpty) = ("", [String](), true)
    let isOneState = try store.query(sql) { columns in
      header = distinct(columns)
      text = exporter.opening(header)
    } row: { row in
      text += exporter.line(row.map(cell), header, isFirst: isEmpty)
      isEmpty = false
      if text.utf8.count >= 1 << 16 { put(&text) }
    }
    text += exporter.closing(isEmpty: isEmpty)
    put(&text)
    return isOneState
  }

  /// Prints a table, whose columns are as wide as the widest of their cells.
  private static func printWhole(
    _ sql: String, from store: ResultsStore, as exporter: any Exporter.Type
  ) throws -> Bool {
    var (header, rows) = ([String](), [[Table.Cell]]())
    let isOneState = try store.query(sql) {
      header = distinct($0)
    } row: {
      rows.append($0.map(cell))
    }
    show([Table(name: "query", header: header, rows: rows)], as: exporter)
    return isOneState
  }

  private static func cell(_ value: QueryValue) -> Table.Cell {
    switch value {
    case .null: .missing
    case .integer(let number): .whole(number)
    case .real(let number): .number(number)
    case .text(let text): .text(text)
    case .blob(let bytes):
      .text("x'" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "'")
    }
  }

  /// Tells columns of the same name apart, as `a`, `a:1`, `a:2`.
  private static func distinct(_ columns: [String]) -> [String] {
    var seen: Set<String> = []
    return columns.map { column in
      var (name, count) = (column, 0)
      while !seen.insert(name).inserted {
        count += 1
        name = "\(column):\(count)"
      }
      return name
    }
  }

  private static func standardInput() throws -> String {
    if isatty(STDIN_FILENO) == 1 { complain("type an SQL statement, and Control-D after it") }
    var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while case let count = fread(&chunk, 1, chunk.count, stdin), count > 0 {
      bytes += chunk[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RequestError("the SQL statement on standard input is not UTF-8")
    }
    return text
  }
}
