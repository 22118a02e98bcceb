import Foundation
import Testing

@Suite("the README")
struct ReadmeTests {
  @Test("shows the quickstart as it is")
  func spec() throws {
    #expect(
      try Repository.text("README.md").contains(Repository.text("Experiments/quickstart.yaml")))
  }

  @Test("shows the table that the committed CSV holds")
  func table() throws {
    let csv = try Repository.text("Results/quickstart/verdict.csv").split(separator: "\n")
    let shown = try Repository.readmeTable(below: "## What came out")
    #expect(shown.count == csv.count - 1)
    for (line, row) in zip(csv.dropFirst(), shown) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(row[0] == fields[0])
      #expect(row[1].replacing(" ", with: "") == fields[1])
      let mean = try #require(Double(fields[2]))
      let deviation = try #require(Double(fields[3]))
      #expect(row[2] == String(format: "%.4f ± %.4f", mean, deviation))
      #expect(row[3] == fields[5])
      for column in 6..<fields.count {
        guard let figure = Double(fields[column]) else { continue }
        #expect(abs(try #require(Double(row[column - 2])) - figure) < 0.00005)
      }
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
