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
    for (line, row) in zip(lines, shown) {
      var column = 0
      for cell in row {
        let isMean = header[column].hasSuffix("_mean")
        try ReadmeTable.expect(cell, line[column], isMean ? line[column + 1] : "")
        column += isMean ? 3 : 1
      }
      #expect(column == header.count)
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

  /// Expects that a cell shows a number as committed, up to rounding.
  ///
  /// - Parameter deviation: Standard deviation of a mean; empty for other numbers.
  static func expect(_ cell: String, _ number: String, _ deviation: String) throws {
    let parts = cell.split(separator: "±").map {
      $0.replacing(" ", with: "")
    }
    let numbers = [number, deviation].filter { !$0.isEmpty }
    guard parts.count == numbers.count else {
      Issue.record("'\(cell)' for \(numbers)")
      return
    }
    for (shown, number) in zip(parts, numbers) where shown != number.replacing(" ", with: "") {
      let (shown, number) = (try #require(Double(shown)), try #require(Double(number)))
      // Four decimals, or four significant digits where four decimals would show nothing.
      #expect(abs(shown - number) <= (abs(number) < 0.001 ? abs(number) * 5e-4 : 0.00005001))
    }
  }
}
