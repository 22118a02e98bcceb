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
    let shown = try Repository.readmeTables(below: "## What came out")[table.place]
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

  @Test("shows the example of a strategy that is built and tested")
  func example() throws {
    let example = try Repository.text("Tests/Seams/PeriodicSharing.swift")
    #expect(try Repository.text("README.md").contains("```swift\n\(example)```"))
  }

  @Test("names every catalog's file")
  func catalogs() throws {
    let readme = try Repository.text("README.md")
    let catalogs = Repository.files(in: "Sources", ending: "Catalog.swift")
      .filter { $0 != "Sources/Options/Catalog.swift" }
    #expect(catalogs.count + 1 >= 5)
    for file in catalogs {
      let name = file.split(separator: "/").last?.dropLast(".swift".count) ?? ""
      #expect(readme.contains("`\(name)`"), "\(file)")
    }
    #expect(readme.contains("`ExporterCatalog`"))
  }
}

/// A table of the quickstart that README shows.
private struct ReadmeTable: CustomTestStringConvertible, Sendable {
  let name: String
  /// Among the tables below the heading.
  let place: Int

  static let all = ["main", "texts", "verdict"].enumerated().map {
    ReadmeTable(name: $1, place: $0)
  }

  var testDescription: String { name }

  /// The header and the lines of the committed file, none of which has a quote.
  func committed() throws -> (header: [String], lines: [[String]]) {
    let lines = try Repository.text("Results/quickstart/\(name).csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return (try #require(lines.first), Array(lines.dropFirst()))
  }

  /// Expects that a cell shows a figure to the digits that it has, and the deviation of a mean.
  static func expect(_ cell: String, _ figure: String, _ deviation: String) throws {
    let parts = cell.split(separator: "±").map {
      $0.replacing(" ", with: "")
    }
    let figures = [figure, deviation].filter { !$0.isEmpty }
    guard parts.count == figures.count else {
      Issue.record("'\(cell)' for \(figures)")
      return
    }
    for (shown, figure) in zip(parts, figures) where shown != figure.replacing(" ", with: "") {
      let (shown, figure) = (try #require(Double(shown)), try #require(Double(figure)))
      // Four places, or for what would be nothing there, four digits.
      #expect(abs(shown - figure) <= (abs(figure) < 0.001 ? abs(figure) * 5e-4 : 0.00005001))
    }
  }
}
