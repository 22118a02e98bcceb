import Reporting
import TestSupport
import Testing

@Suite("what CSV promises")
struct CSVLawTests {
  /// Returns the fields of a table below its header.
  private func fields(_ header: [String], _ rows: [[Table.Cell]]) throws -> [[String]] {
    let table = Table(name: "x", header: header, rows: rows)
    return Array(try CSVReader.rows(of: CSVExporter.render(table)).dropFirst())
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  @Test(
    "a text reads back as it is, whatever stands in it",
    arguments: [
      "", " ", "plain", "a,b", "\"", "\"\"", "say \"hi\"", "a\nb", "\n", "a\rb", "a,\"b\"\n,c",
      " leading", "trailing ", "tab\tbed", "naïve £ ± 数", "e\u{301}", "👩‍🔬", "a|b_c%d",
    ])
  func oneText(text: String) throws {
    let found = try fields(["before", "text", "after"], [[.whole(1), .text(text), .whole(2)]])
    try #require(found.map(\.count) == [3])
    #expect(scalars(found[0][1]) == scalars(text))
    #expect(found[0][0] == "1" && found[0][2] == "2")
  }

  @Test("a text with the line's end of another system reads back as it is")
  func otherLineEnd() throws {
    let found = try fields(["text", "after"], [[.text("two\r\nlines"), .whole(2)]])
    try #require(found.map(\.count) == [2])
    #expect(scalars(found[0][0]) == scalars("two\r\nlines"))
  }

  @Test("a quote or comma with a combining mark is still a quote or comma", arguments: ["\"", ","])
  func combiningMark(sign: String) throws {
    let text = "a\(sign)\u{301}b"
    let found = try fields(["text", "after"], [[.text(text), .whole(2)]])
    try #require(found.map(\.count) == [2])
    #expect(scalars(found[0][0]) == scalars(text))
  }

  @Test("any mixture of signs reads back as it is", arguments: UInt64(0)..<20)
  func mixtures(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let signs = ["\"", ",", "\n", " ", "a", "é", ";", "|"]
    func text() -> String {
      (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
        signs[Int.random(in: signs.indices, using: &numbers)]
      }.joined()
    }
    let wanted = (0..<30).map { _ in [text(), text(), text()] }
    let header = [text(), text(), text()]
    let table = Table(name: "x", header: header, rows: wanted.map { $0.map { .text($0) } })
    #expect(try CSVReader.rows(of: CSVExporter.render(table)) == [header] + wanted)
  }

  private static let edges: [Double] = [
    0, 1, -1, 0.1, 1e300, -1e300, 1e-300, Double.leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, 999_999_999_999_999, 999_999_999_999_999.9, 1e15, 1e16, 0x1p53,
    0x1p63, -0x1p63, 0x1.0000000000001p0, 0x1.fffffffffffffp-1, .pi, .infinity, -.infinity,
  ]

  @Test("numbers at the edges read back to the bit", arguments: edges)
  func edgesReadBack(value: Double) throws {
    let found = try fields(["value"], [[.number(value)]])
    let read = try #require(Double(found[0][0]))
    #expect(read.bitPattern == value.bitPattern)
  }

  @Test("what is not a number reads back as that")
  func notANumber() throws {
    let found = try fields(["value"], [[.number(.nan)]])
    let read = try #require(Double(found[0][0]))
    #expect(read.isNaN)
  }

  @Test("a mean has three fields, each of which reads back")
  func summary() throws {
    let (mean, deviation) = (2.0 / 3, 1e-300)
    let found = try fields(["x"], [[.summary(mean: mean, deviation: deviation, count: 17)]])
    try #require(found.map(\.count) == [3])
    #expect(found[0].map { Double($0) } == [mean, deviation, 17])
  }

  private static let noMeans: [(Table.Cell, String)] = [
    (.text("none"), "none"), (.whole(-4096), "-4096"), (.number(0.5), "0.5"), (.missing, ""),
  ]

  @Test(
    "what is no mean stands in the first of the three fields of a column with means",
    arguments: noMeans)
  func mixedColumn(cell: Table.Cell, text: String) throws {
    let found = try fields(
      ["a", "x", "b"],
      [
        [.text("p"), cell, .text("q")],
        [.text("r"), .summary(mean: 1, deviation: nil, count: 1), .text("s")],
      ])
    #expect(found == [["p", text, "", "", "q"], ["r", "1", "", "1", "s"]])
  }

  @Test("counts have no thousands set apart")
  func counts() throws {
    let values = [Int.min, -1000, 0, 1_234_567, Int.max]
    let found = try fields(["count"], values.map { [.whole($0)] })
    #expect(found.compactMap { Int($0[0]) } == values)
  }
}
