import FoundationEssentials
import Reporting
import TestSupport
import Testing

/// Anything that JSON can say, but for truth values, which no table has.
private enum JSONValue: Decodable, Equatable {
  case null
  case number(Double)
  case text(String)
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}

@Suite("what JSON promises")
struct JSONLawTests {
  private func rows(_ header: [String], _ rows: [[Table.Cell]]) throws -> [[String: JSONValue]] {
    let text = JSONExporter.render(Table(name: "x", header: header, rows: rows))
    return try JSONDecoder().decode([[String: JSONValue]].self, from: Data(text.utf8))
  }

  private static let cells: [(Table.Cell, JSONValue)] = [
    (.text("a"), .text("a")), (.whole(-1_234_567), .number(-1_234_567)), (.missing, .null),
    (.number(0.1), .number(0.1)), (.number(.nan), .null), (.number(.infinity), .null),
    (.number(-.infinity), .null),
    (
      .summary(mean: 0.5, deviation: 0.25, count: 3),
      .object(["mean": .number(0.5), "std": .number(0.25), "n": .number(3)])
    ),
    (
      .summary(mean: 2, deviation: nil, count: 1),
      .object(["mean": .number(2), "std": .null, "n": .number(1)])
    ),
    (
      .summary(mean: .nan, deviation: .infinity, count: 2),
      .object(["mean": .null, "std": .null, "n": .number(2)])
    ),
  ]

  @Test("every kind of cell, and null for what JSON has no word for", arguments: cells.indices)
  func oneCell(index: Int) throws {
    let (cell, wanted) = Self.cells[index]
    #expect(try rows(["x"], [[cell]]) == [["x": wanted]])
  }

  @Test(
    "a text reads back as it is, in a cell and in the header",
    arguments: [
      "", "\"", "\\", "\\\"", "\\n", "a\nb", "a\r\nb", "\t", "\u{7F}", "\u{2028}", "/", "</b>",
      "naïve £ ± 数", "e\u{301}", "👩‍🔬", "\"\u{301}", "{x: [1, 2]}",
    ])
  func oneText(text: String) throws {
    let found = try rows([text], [[.text(text)]])
    let (name, value) = try #require(found.first?.first)
    guard case .text(let read) = value else {
      Issue.record("\(value) is no text")
      return
    }
    #expect(Array(name.unicodeScalars) == Array(text.unicodeScalars))
    #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test("every control character reads back", arguments: UInt8(0)..<32)
  func control(code: UInt8) throws {
    let text = "a\(Character(Unicode.Scalar(code)))b"
    #expect(try rows(["x"], [[.text(text)]]) == [["x": .text(text)]])
  }

  @Test("numbers read back to the bit", arguments: UInt64(0)..<10)
  func bits(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let values = (0..<50).map { _ in
      Double(sign: .plus, exponent: Int.random(in: -1000...1000, using: &numbers), significand: 1)
        * Double.random(in: 1..<2, using: &numbers)
    }
    let text = JSONExporter.render(
      Table(name: "x", header: ["value"], rows: values.map { [.number($0)] }))
    let found = try JSONDecoder().decode([[String: Double]].self, from: Data(text.utf8))
    #expect(found.compactMap { $0["value"]?.bitPattern } == values.map(\.bitPattern))
  }

  @Test("members and rows stand in the order of the table")
  func order() {
    let table = Table(
      name: "x", header: ["b", "a"], rows: [[.whole(1), .whole(2)], [.whole(3), .whole(4)]])
    #expect(
      JSONExporter.render(table) == """
        [
          {"b": 1, "a": 2},
          {"b": 3, "a": 4}
        ]

        """)
  }
}
