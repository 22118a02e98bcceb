import FoundationEssentials
import Reporting
import TestSupport
import Testing

/// A table with everything that a format may stumble over.
private let tricky = Table(
  name: "tricky", header: ["arm, \"quoted\"", "50 % & more_here", "score", "count"],
  rows: [
    [
      .text("a|b"), .number(1.0 / 3), .summary(mean: 0.25, deviation: 0.125, count: 3),
      .whole(4096),
    ],
    [.text("two\nlines"), .number(1e300), .summary(mean: 2, deviation: nil, count: 1), .missing],
    [.text("näive £ {x} \\ ~ ^ #"), .number(1e-300), .missing, .whole(-1_234_567)],
    [.text(" leading"), .number(-0.0), .summary(mean: -1e-9, deviation: 0, count: 2), .whole(0)],
    [.text(""), .number(.nan), .number(.infinity), .number(-.infinity)],
  ])

/// Reads comma-separated values (RFC 4180).
private func parse(_ text: String) -> [[String]] {
  var (rows, row, field, isQuoted): ([[String]], [String], String, Bool) = ([], [], "", false)
  var characters = text.makeIterator()
  var next = characters.next()
  while let character = next {
    next = characters.next()
    switch character {
    case "\"" where isQuoted && next == "\"":
      field.append("\"")
      next = characters.next()
    case "\"": isQuoted.toggle()
    case "," where !isQuoted:
      row.append(field)
      field = ""
    case "\n" where !isQuoted:
      rows.append(row + [field])
      (row, field) = ([], "")
    default: field.append(character)
    }
  }
  return rows
}

@Suite("formats")
struct ExporterTests {
  private static let names = ExporterCatalog.names

  @Test("names are distinct and lead to their formats")
  func distinctNames() {
    #expect(Set(Self.names).count == Self.names.count && Self.names.count >= 5)
    for name in Self.names { #expect(ExporterCatalog.exporter(name)?.name == name) }
    #expect(ExporterCatalog.exporter("xml") == nil)
  }

  @Test("every format writes the tricky table as it should", arguments: names)
  func golden(name: String) throws {
    let exporter = try #require(ExporterCatalog.exporter(name))
    expectGolden(exporter.render(tricky), "tricky.\(name).txt")
  }

  @Test("every format ends its text with one line's end, also without rows", arguments: names)
  func ends(name: String) throws {
    let exporter = try #require(ExporterCatalog.exporter(name))
    let empty = Table(name: "empty", header: ["a", "b"], rows: [])
    for text in [exporter.render(tricky), exporter.render(empty)] {
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }
  }

  @Test("CSV has as many fields in each row, and reads back to what was written")
  func csv() {
    let rows = parse(CSVExporter.render(tricky))
    #expect(rows.count == 6 && rows.allSatisfy { $0.count == 6 })
    #expect(rows[0][2...4] == ["score_mean", "score_std", "score_n"])
    #expect(
      rows.map(\.[0]).dropFirst() == ["a|b", "two\nlines", "näive £ {x} \\ ~ ^ #", " leading", ""])
  }

  @Test("CSV's numbers read back to the bit", arguments: UInt64(0)..<40)
  func bits(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let values = (0..<50).map { _ -> Double in
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &numbers))
      return value.isFinite ? value + 0.0 : 0
    }
    let table = Table(name: "x", header: ["value"], rows: values.map { [.number($0)] })
    let found = parse(CSVExporter.render(table)).dropFirst().map { Double($0[0]) }
    #expect(found.map { $0?.bitPattern } == values.map(\.bitPattern))
  }

  @Test("JSON is an array with an object for each row")
  func json() throws {
    struct Row: Decodable {
      struct Summary: Decodable {
        enum CodingKeys: String, CodingKey { case mean, deviation = "std", n }
        let mean: Double, deviation: Double?, n: Int
      }
      let name: String
      let value: Double?
      let score: Summary?
    }
    let table = Table(
      name: "x", header: ["name", "value", "score"],
      rows: [
        [.text("a\"\\\t\u{1}"), .number(0.1), .summary(mean: 1, deviation: 2, count: 3)],
        [.text("b"), .number(.nan), .missing],
      ])
    let rows = try JSONDecoder().decode([Row].self, from: Data(JSONExporter.render(table).utf8))
    #expect(rows.map(\.name) == ["a\"\\\t\u{1}", "b"])
    #expect(rows.map(\.value) == [0.1, nil])
    #expect(rows[0].score?.deviation == 2 && rows[0].score?.n == 3 && rows[1].score == nil)
  }
}
