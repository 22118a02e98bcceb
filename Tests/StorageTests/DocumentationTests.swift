import Foundation
import GRDB
import Testing

@Suite("the database as the manual describes it")
struct DocumentationTests {
  private let bench: StoreBench
  private let section: Substring

  init() throws {
    bench = try StoreBench()
    _ = try bench.open()
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    let page = URL(filePath: "\(root)/Sources/bondlab/bondlab.docc/Store.md")
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let start = try #require(text.range(of: "## Views"))
    section = text[start.upperBound...]
  }

  /// Returns the words in back-quotes.
  private func quoted(_ text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }

  private func columns(of table: String) throws -> [String] {
    let database = try DatabaseQueue(path: bench.database)
    return try database.read { database in
      try String.fetchAll(
        database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
    }
  }

  /// Reads the columns that the page lists for a table or view: in rows of its own, or in the table
  /// below the line that begins with its name.
  private func listedColumns(of name: String) throws -> [String] {
    let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
    if let first = lines.firstIndex(where: { $0.hasPrefix("| `\(name)` | `") }) {
      let more = lines[(first + 1)...].prefix { $0.hasPrefix("| | ") }
      return ([lines[first]] + more).flatMap { quoted($0.split(separator: "|")[1]) }
    }
    let start = try #require(lines.firstIndex { $0.hasPrefix("`\(name)`") }, "\(name)")
    return lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
      .filter { $0.hasPrefix("| `") }
      .flatMap { quoted($0.split(separator: "|")[0]) }
  }

  @Test(
    "a table has the columns that are listed",
    arguments: [
      "experiment", "run", "included_file", "run_stage", "stage", "input", "gathering", "artifact",
      "object",
      "metric", "submission", "decision", "reliance", "publication", "acceptance",
    ])
  func tables(name: String) throws {
    #expect(try columns(of: name) == listedColumns(of: name))
  }

  @Test(
    "a view has the columns that are listed, one row for each or for several",
    arguments: [
      ("result", "result"), ("timing", "result"), ("trials", "trials"),
      ("metrics_wide", "metrics_wide"), ("stages", "stages"), ("provenance", "provenance"),
    ])
  func views(name: String, heading: String) throws {
    #expect(try columns(of: name) == listedColumns(of: heading))
  }

  @Test("no table is left out")
  func all() throws {
    let database = try DatabaseQueue(path: bench.database)
    let names = try database.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
          AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
          """)
    }
    #expect(names.count == 22)
    for name in names { #expect(section.contains("`\(name)`"), "\(name)") }
  }
}
