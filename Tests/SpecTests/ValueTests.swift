import FoundationEssentials
import Options
import Spec
import TestSupport
import Testing
import YAML

@Suite("values")
struct ValueTests {
  @Test(
    "canonical form has sorted keys and no spaces, and distinguishes numbers from integers",
    arguments: [
      (.null, "null"), (.boolean(true), "true"), (.integer(1), "1"), (.number(1), "1.0"),
      (.number(0.1), "0.1"), (.number(1e300), "1e+300"),
      (.number(.infinity), "{\"number\":\"inf\"}"), (.text("1"), "\"1\""),
      (.text("\"\\\n\t\u{1}é"), "\"\\\"\\\\\\n\\t\\u0001é\""),
      (.path("/a b"), "{\"path\":\"/a b\"}"), (.list([]), "[]"), (.map([:]), "{}"),
      (.list([.integer(1), .list([.null])]), "[1,[null]]"),
      (
        .map(["b": .integer(1), "a": .map(["z": .null, "B": .null])]),
        "{\"a\":{\"B\":null,\"z\":null},\"b\":1}"
      ),
    ] as [(Value, String)])
  func canonicalForm(value: Value, text: String) {
    #expect(value.canonicalJSON == text)
  }

  @Test("canonical form does not depend on how a map was made")
  func order() {
    let names = (0..<40).map { "name\($0)" }
    let texts = [names, names.reversed(), names.sorted()].map { names in
      var members: [String: Value] = [:]
      for name in names { members[name] = .text(name) }
      return Value.map(members).canonicalJSON
    }
    #expect(Set(texts).count == 1)
  }

  @Test("canonical form is YAML that reads as the same value", arguments: UInt64(0)..<200)
  func readsBack(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let value = Value.random(depth: 4, &numbers)
    let node = try parseYAML(Array(value.canonicalJSON.utf8), file: "f")
    #expect(Value(node) == value)
  }

  @Test("different values have different canonical forms", arguments: UInt64(0)..<50)
  func injective(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let values = (0..<40).map { _ in Value.random(depth: 1, &numbers) }
    #expect(Set(values.map(\.canonicalJSON)).count == Set(values).count)
  }

  @Test("a value comes back from JSON as it was", arguments: UInt64(0)..<200)
  func coding(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let value = Value.random(depth: 4, &numbers)
    let values = [value, .path("/a/é \"b\""), .number(.infinity), .number(-.infinity)]
    let data = try JSONEncoder().encode(values)
    #expect(try JSONDecoder().decode([Value].self, from: data) == values)
  }

  @Test("maps that look like numbers or paths stay maps")
  func lookalikes() throws {
    let values: [Value] = [
      .map(["number": .text("0.5")]), .map(["path": .text("/a")]), .map(["map": .map([:])]),
      .map(["number": .null, "path": .null]), .map([:]),
    ]
    let data = try JSONEncoder().encode(values)
    #expect(try JSONDecoder().decode([Value].self, from: data) == values)
  }

  @Test(
    "JSON that is no value is refused",
    arguments: ["[{}]", "[{\"other\": 1}]", "[{\"number\": \"x\"}]", "[{\"number\": 1}]", "[0.5]"])
  func refusal(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Value].self, from: Data(text.utf8))
    }
  }

  @Test("what a value is not, it does not give")
  func access() {
    let values: [Value] = [
      .null, .boolean(true), .integer(2), .number(0.5), .text("t"), .path("/p"), .list([.null]),
      .map(["m": .integer(1)]),
    ]
    #expect(values.compactMap(\.boolean) == [true])
    #expect(values.compactMap(\.integer) == [2])
    #expect(values.compactMap(\.number) == [2, 0.5])
    #expect(values.compactMap(\.text) == ["t", "/p"])
    #expect(values.compactMap(\.list) == [[.null]])
    #expect(values.compactMap(\.map) == [["m": .integer(1)]])
    #expect(values.compactMap { $0["m"] } == [.integer(1)] && values[7]["n"] == nil)
  }
}
