import Testing
import YAML

/// Writes the tree of a text without locations, members in their order.
private func tree(_ text: String) throws -> String {
  func written(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): scalar.text
    case .sequence(let items): "[\(items.map(written).joined(separator: ", "))]"
    case .mapping(let pairs):
      "{\(pairs.map { "\($0.name): \(written($0.value))" }.joined(separator: ", "))}"
    }
  }
  return written(try parseYAML(Array(text.utf8), file: "f"))
}

@Suite("anchors, aliases and merge keys")
struct MergeTests {
  @Test(
    "merge keys bring what is not written beside them",
    arguments: [
      ("[&a {x: 1, y: 2}, {<<: *a}]", "[{x: 1, y: 2}, {x: 1, y: 2}]"),
      ("[&a {x: 1, y: 2}, {<<: *a, x: 3}]", "[{x: 1, y: 2}, {y: 2, x: 3}]"),
      ("[&a {x: 1, y: 2}, {x: 3, <<: *a}]", "[{x: 1, y: 2}, {x: 3, y: 2}]"),
      ("[&a {x: 1}, &b {x: 2, y: 3}, {<<: [*a, *b]}]", "[{x: 1}, {x: 2, y: 3}, {x: 1, y: 3}]"),
      ("[&a {x: 1}, &b {x: 2, y: 3}, {<<: [*b, *a]}]", "[{x: 1}, {x: 2, y: 3}, {x: 2, y: 3}]"),
      ("[&a {x: 1}, &b {<<: *a, y: 2}, {<<: *b}]", "[{x: 1}, {x: 1, y: 2}, {x: 1, y: 2}]"),
      ("{<<: {x: 1}, y: 2}", "{x: 1, y: 2}"),
      ("{<<: [], y: 2}", "{y: 2}"),
      ("{'<<': 1}", "{<<: 1}"),
    ])
  func merging(text: String, wanted: String) throws {
    #expect(try tree(text) == wanted)
  }

  @Test("a merged value replaces the whole member, not parts of it")
  func shallow() throws {
    let text = "[&a {m: {x: 1, y: 2}}, {<<: *a, m: {x: 3}}]"
    #expect(try tree(text) == "[{m: {x: 1, y: 2}}, {m: {x: 3}}]")
  }

  @Test("an alias stands for any value, and an anchor given again for the later one")
  func aliases() throws {
    #expect(try tree("[&a 1, *a, &b [2], *b]") == "[1, 1, [2], [2]]")
    #expect(try tree("[&c {d: 3}, {e: *c}]") == "[{d: 3}, {e: {d: 3}}]")
    #expect(try tree("[&a 1, *a, &a 2, *a]") == "[1, 1, 2, 2]")
    #expect(try tree("&k key: *k") == "{key: key}")
  }

  @Test(
    "blocks of text keep or fold their lines, and end as their indicator says",
    arguments: [
      ("|", "one\ntwo\n\n  three\n"), ("|-", "one\ntwo\n\n  three"),
      ("|+", "one\ntwo\n\n  three\n\n"), (">", "one two\n\n  three\n"),
      (">-", "one two\n\n  three"), (">+", "one two\n\n  three\n\n"),
    ])
  func blocks(indicator: String, wanted: String) throws {
    let text = "a: \(indicator)\n  one\n  two\n\n    three\n\nb: 1\n"
    let root = try parseYAML(Array(text.utf8), file: "f")
    #expect(root["a"]?.scalar == Node.Scalar(text: wanted, isPlain: false))
    #expect(root["b"]?.scalar == Node.Scalar(text: "1", isPlain: true))
  }

  @Test(
    "escapes have a meaning in double quotes only",
    arguments: [
      ("\"a\\tb\\n\\u00e9\\x41\\\\\"", "a\tb\néA\\"),
      ("'a\\tb ''c'''", "a\\tb 'c'"), ("a\\tb", "a\\tb"), ("\"\\U0001F600\"", "😀"),
    ])
  func escapes(text: String, wanted: String) throws {
    #expect(try parseYAML(Array(text.utf8), file: "f").scalar?.text == wanted)
  }

  @Test("tags of the standard types are kept, and no others taken")
  func tags() throws {
    let root = try parseYAML(Array("[!!str 5, !!int '5', ! 5, !!seq [], !!map {}]".utf8), file: "f")
    let tags = root.sequence?.map { $0.scalar?.tag }
    #expect(tags == ["tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "!", nil, nil])
    for tag in ["!!binary", "!!timestamp", "!!seq", "!x", "!<tag:yaml.org,2002:set>"] {
      #expect(throws: YAMLError.self, "\(tag)") { try parseYAML(Array("\(tag) a".utf8), file: "f") }
    }
  }
}
