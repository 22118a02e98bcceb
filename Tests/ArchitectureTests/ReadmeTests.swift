import Foundation
import Testing

@Suite("the README")
struct ReadmeTests {
  @Test("shows the quickstart as it is")
  func spec() throws {
    #expect(
      try Repository.text("README.md").contains(Repository.text("Experiments/quickstart.yaml")))
  }

  @Test("shows the tables that the committed CSV files hold", arguments: ReadmeTable.all)
  fileprivate func table(table: ReadmeTable) throws {
    let (header, lines) = try table.committed()
    let tables = try Repository.tables(in: "README.md", below: "## What came out")
    let shown = try #require(tables.dropFirst(table.index).first)
    #expect(shown.count == lines.count)
    let names = try Repository.headers(of: "README.md", below: "## What came out")[table.index]
    for (line, row) in zip(lines, shown) {
      #expect(row.count == names.count)
      for (name, cell) in zip(names, row) {
        try ReadmeTable.expect(cell, ReadmeTable.numbers(name, header, line))
      }
    }
  }

  @Test("is short, and begins with code")
  func length() throws {
    let lines = try Repository.text("README.md").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 250)
    let code = try #require(lines.firstIndex { $0.hasPrefix("```") || $0.hasPrefix("    ") })
    #expect(code < 20)
  }
}

/// A table of the quickstart that README shows.
private struct ReadmeTable: CustomTestStringConvertible, Sendable {
  let name: String
  /// Index among the tables below the heading.
  let index: Int

  static let all = ["main", "texts", "verdict"].enumerated().map {
    ReadmeTable(name: $1, index: $0)
  }

  var testDescription: String { name }

  /// Reads the header and the lines of the committed file, none of which has a quote.
  func committed() throws -> (header: [String], lines: [[String]]) {
    let lines = try Repository.text("Results/quickstart/\(name).csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return (try #require(lines.first), Array(lines.dropFirst()))
  }

  /// Returns the fields of a line that a column shows: one, a mean and its deviation, or a value
  /// and the ends of its interval.
  static func numbers(_ name: String, _ header: [String], _ line: [String]) throws -> [String] {
    for ends in [["_mean", "_std"], ["", "_low", "_high"], [""]] {
      let columns = ends.compactMap { end in header.firstIndex(of: name + end) }
      if columns.count == ends.count { return columns.map { line[$0] }.filter { !$0.isEmpty } }
    }
    Issue.record("the file has no column '\(name)'")
    return []
  }

  /// Expects that a cell shows numbers or a text as committed, up to rounding.
  static func expect(_ cell: String, _ wanted: [String]) throws {
    // Groups of digits have narrow spaces between them.
    let plain = cell.replacing("\u{202F}", with: "").replacing("\u{A0}", with: "")
    let parts = plain.split(separator: /[±\[\],]/).map { $0.replacing(" ", with: "") }
      .filter { !$0.isEmpty }
    guard parts.count == wanted.count else {
      Issue.record("'\(cell)' for \(wanted)")
      return
    }
    for (shown, number) in zip(parts, wanted) where shown != number.replacing(" ", with: "") {
      let (shown, number) = (try #require(Double(shown)), try #require(Double(number)))
      // Four decimals, or four significant digits where four decimals would show nothing.
      #expect(abs(shown - number) <= (abs(number) < 0.001 ? abs(number) * 5e-4 : 0.00005001))
    }
  }
}
