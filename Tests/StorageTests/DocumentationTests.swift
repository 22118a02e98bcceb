import Foundation
import GRDB
import Testing

@Suite("the database as the README describes it")
struct DocumentationTests {
  private let bench: StoreBench
  private let section: Substring

  init() throws {
    bench = try StoreBench()
    _ = try bench.open()
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    let readme = String(
      decoding: try Data(contentsOf: URL(filePath: "\(root)/README.md")), as: UTF8.self)
    let start = try #require(readme.range(of: "## The database"))
    let rest = readme[start.upperBound...]
    section = rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
  }

  /// The words in back-quotes.
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

  @Test(
    "a table has the columns that are listed",
    arguments: [
      "experiment", "run", "run_stage", "stage", "input", "gathering", "artifact", "object",
      "metric", "submission", "decision", "reliance", "publication", "acceptance",
    ])
  func tables(name: String) throws {
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `\(name)` |") }
    let listed = try quoted(#require(rows.last?.split(separator: "|").last))
    #expect(try columns(of: name) == listed)
  }

  @Test(
    "a view has the columns that are listed, one row for each or for several",
    arguments: [
      ("result", "result"), ("timing", "result"), ("trials", "trials"),
      ("metrics_wide", "metrics_wide"), ("stages", "stages"), ("provenance", "provenance"),
    ])
  func views(name: String, heading: String) throws {
    let start = try #require(section.range(of: "View `\(heading)`")).upperBound
    let table = section[start...].split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("|") }
      .prefix { $0.hasPrefix("|") }
    let listed = table.filter { $0.hasPrefix("| `") }
      .flatMap { quoted($0.split(separator: "|")[0]) }
    #expect(try columns(of: name) == listed)
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
    #expect(names.count == 21)
    for name in names { #expect(section.contains("`\(name)`"), "\(name)") }
  }
}
