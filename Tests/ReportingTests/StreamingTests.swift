import FoundationEssentials
import Glibc
import Pipeline
import Reporting
import TestSupport
import Testing

@Suite("long tables")
struct StreamingTests {
  /// A table whose CSV has many times the size of a chunk.
  private let long = Table(
    name: "long", header: ["number", "text"],
    rows: (0..<40_000).map { [.number(Double($0) / 7), .text("row, \($0)")] })

  @Test("are written in chunks that are the whole", arguments: ExporterCatalog.names)
  func chunks(format: String) throws {
    let exporter = try #require(ExporterCatalog.exporter(format))
    var chunks: [String] = []
    exporter.write(long) { chunks.append($0) }
    #expect(chunks.count > 10)
    #expect(chunks.allSatisfy { $0.utf8.count < 200_000 })
    #expect(chunks.joined() == exporter.render(long))
  }

  @Test("writing ends at the first error, which is passed on")
  func failing() {
    struct Full: Error {}
    var count = 0
    #expect(throws: Full.self) {
      try CSVExporter.write(long) { _ in
        count += 1
        if count == 2 { throw Full() }
      }
    }
    #expect(count == 2)
  }

  @Test("a file that has the table already is not touched; any difference replaces it whole")
  func files() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("long.csv")
    let text = CSVExporter.render(long)
    func inode() -> UInt {
      var status = stat()
      return stat(path, &status) == 0 ? UInt(status.st_ino) : 0
    }
    try writeAtomically(long, as: CSVExporter.self, to: path)
    let first = inode()
    try writeAtomically(long, as: CSVExporter.self, to: path)
    #expect(inode() == first)
    for other in [text + "x", String(text.dropLast()), "x" + text.dropFirst(), ""] {
      try Data(other.utf8).write(to: URL(filePath: path))
      try writeAtomically(long, as: CSVExporter.self, to: path)
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
  }

  @Test("results have a row for each value, made as they are asked for, curves included")
  func tidy() {
    let cell = [Coordinate(axis: "seed", label: "1")]
    let rows = (0..<3).map {
      ResultRow(cell: cell, stage: "score", metric: "loss", step: $0, value: Double($0) / 2)
    }
    let plan = Plan(
      experiment: "example", about: "", axes: [SweepAxis(name: "seed", labels: ["1"])],
      cells: [cell], stages: [], tables: [])
    let table = ResultTables(plan, rows: ResultRows(rows)).tidy()
    #expect(
      table.rows
        == [
          [.text("example"), .text("1"), .text("score"), .text("loss"), .number(0), .number(0)],
          [.text("example"), .text("1"), .text("score"), .text("loss"), .number(1), .number(0.5)],
          [.text("example"), .text("1"), .text("score"), .text("loss"), .number(2), .number(1)],
        ])
  }
}
