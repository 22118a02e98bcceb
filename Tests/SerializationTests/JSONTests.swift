import Serialization
import Testing

@Suite("JSON")
struct JSONTests {
  private func parsed(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  @Test("values of every kind, white space, escapes and pairs of surrogates")
  func values() throws {
    let text =
      #" { "a" : [ 1 , -0.5e+2, true ,false,null ] , "é\n\"\\\/" : "#
      + #""\ud83d\ude00", "":{}} "#
    let expected = JSONValue.members([
      "a": .array([.number(1), .number(-50), .bool(true), .bool(false), .null]),
      "é\n\"\\/": .string("😀"), "": .object([]),
    ])
    #expect(try parsed(text) == expected)
    #expect(try JSONValue(parsing: expected.bytes) == expected)
  }

  @Test("names that only canonical equivalence makes equal stay apart, and so do equal ones")
  func names() throws {
    guard case .object(let members) = try parsed("{\"\u{E9}\":1,\"e\u{301}\":2,\"\u{E9}\":3}")
    else {
      Issue.record("no object")
      return
    }
    #expect(members.map { Array($0.name.utf8) }.map(\.count) == [2, 3, 2])
  }

  @Test(
    "what is no JSON is refused at its byte and line",
    arguments: [
      ("", "lacks a value", 0), ("[1,\n]", "lacks a value", 4), ("[1 2]", "lacks ','", 3),
      ("{\"a\" 1}", "lacks ':'", 5), ("{1}", "lacks '\"'", 1), ("01", "goes on after", 1),
      ("1.", "lacks digits", 2), ("1e", "lacks digits", 2), ("-", "lacks a value", 1),
      ("1e999", "beyond double precision", 5), ("nul", "lacks a value", 0),
      ("\"a", "string without an end", 2), ("\"\\x\"", "unknown escape", 3),
      ("\"\\ud800\"", "half a surrogate pair", 7), ("\"\t\"", "control character", 2),
      ("[]\n]", "goes on after", 3),
    ] as [(String, String, Int)])
  func refusals(text: String, problem: String, position: Int) throws {
    let error = try #require(throws: SerializationError.self) { try parsed(text) }
    #expect(error.problem.contains(problem) && error.position == position, "\(error)")
    let lines = text.utf8.prefix(position).count { $0 == UInt8(ascii: "\n") }
    #expect(error.line(in: text.utf8) == 1 + lines)
  }

  @Test(
    "what is wrong in a value that nobody uses is refused at the same byte as in one that is used",
    arguments: [
      "[1,]", "{\"a\":1,}", "01", "-01", "1.e3", "1.", ".5", "+1", "0x1", "1e", "\"\\q\"", "\"\t\"",
      "\"\\u12g4\"", "[1 2]", "{1:2}", "{\"a\" 1}", "[,1]", "tru", "nulls", "NaN", "'a'", "[}",
      "{]",
      "\"\\ud800\"", "[1", "{\"a\":", "\"a", "[\"a\":1]", "{\"a\",1}", "[1:2]", "1 2", "--1",
    ])
  func unused(value: String) throws {
    let bytes = Array("{\"extra\": \(value) }".utf8)
    let used = try #require(throws: SerializationError.self) { try JSONValue(parsing: bytes) }
    let unused = try #require(throws: SerializationError.self) {
      try bytes.withUnsafeBytes { buffer in
        var scanner = JSONScanner(buffer)
        try scanner.members(distinct: false) { scanner, _ in try scanner.skipValue() }
        try scanner.expectEnd()
      }
    }
    #expect(unused.position == used.position, "\(unused) \(used)")
  }

  @Test("what is sound is gone past whole")
  func sound() throws {
    let bytes = Array(#"{"a": [{}, [], "\ud83d\ude00\n", -0.5E+2, 0, null], "b": true} "#.utf8)
    try bytes.withUnsafeBytes { buffer in
      var scanner = JSONScanner(buffer)
      try scanner.skipValue()
      try scanner.expectEnd()
    }
  }

  @Test("64 levels are read, and very many are refused without exhausting the stack")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try parsed(nested(64)) }
    for levels in [65, 100_000] {
      let error = try #require(throws: SerializationError.self) { try parsed(nested(levels)) }
      #expect(error.problem == "has more than 64 levels")
    }
  }
}
