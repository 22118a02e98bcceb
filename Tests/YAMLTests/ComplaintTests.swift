import TestSupport
import Testing
import YAML

/// Texts of a file `f` that cannot be read, each with its error.
private let complaints: [(String, String)] = [
  ("", "f:1:1: error: there is nothing in it\n  hint: write 'key: value' lines"),
  ("# a: 1\n", "f:1:1: error: there is nothing in it\n  hint: write 'key: value' lines"),
  ("---\n...\n", "f:1:1: error: there is nothing in it\n  hint: write 'key: value' lines"),
  ("a: 1\n--- \nb: 1", "f:2:1: error: a second document begins here\n  hint: remove the '---'"),
  (
    "{a: 1} b",
    """
    f:1:8: error: something follows the end of the document
      hint: a spec is one mapping of keys and values
    """
  ),
  ("\ta: 1", "f:1:1: error: a tab is used for indentation\n  hint: indent with spaces only"),
  ("a:\n  \tb: 1", "f:2:3: error: a tab is used for indentation\n  hint: indent with spaces only"),
  ("a: |\n\tx", "f:2:1: error: a tab is used for indentation\n  hint: indent with spaces only"),
  (
    "a: 'x\nb: 1\n",
    "f:1:4: error: the quote that opens here is never closed\n  hint: add the closing quote"
  ),
  (
    "a: [b, \"c\n---\n",
    "f:1:8: error: the quote that opens here is never closed\n  hint: add the closing quote"
  ),
  (
    "a: [1, 2\nb: 3",
    """
    f:2:2: error: expected ',' or ']' in the list that opens at f:1:4
      hint: separate the items with commas and close the list with ']'
    """
  ),
  (
    "a: {b: 1]",
    """
    f:1:9: error: expected ',' or '}' in the mapping that opens at f:1:4
      hint: separate the members with commas and close the mapping with '}'
    """
  ),
  (
    "é: {b: ${c}}",
    """
    f:1:9: error: a ${...} inside { } or [ ] must be quoted
      hint: write it as "${name}"
    """
  ),
  (
    "é: [x, ${c}.d]",
    """
    f:1:9: error: a ${...} inside { } or [ ] must be quoted
      hint: write it as "${name}"
    """
  ),
  (
    "a: 1\nb\nc: 2",
    """
    f:2:1: error: a key without ':'
      hint: write 'key: value', or '- ' before the items of a list
    """
  ),
  (
    "a: b: c",
    """
    f:1:5: error: a ':' where no key can stand
      hint: put a text with ': ' in quotes; indent all keys of a mapping equally
    """
  ),
  (
    "a: - 1",
    """
    f:1:4: error: a '- ' where no list can begin
      hint: begin a list on a line of its own below its key, or write it as [a, b]
    """
  ),
  (
    "a: b\n- c",
    """
    f:2:1: error: expected another key of the mapping that begins at f:1:1
      hint: indent all keys of a mapping equally
    """
  ),
  (
    "- a\nb: 1",
    """
    f:2:1: error: expected another '- ' of the list that begins at f:1:1
      hint: indent all items of a list equally
    """
  ),
  ("a: @x", "f:1:4: error: a value cannot begin with '@'\n  hint: put it in quotes"),
  (
    "a: & x",
    """
    f:1:4: error: '&' must be followed by a name
      hint: put a text that begins with '&' in quotes
    """
  ),
  (
    "a: *",
    """
    f:1:4: error: '*' must be followed by the name of an anchor
      hint: put a text that begins with '*' in quotes
    """
  ),
  (
    "a: *b",
    """
    f:1:4: error: no anchor '&b' before the alias '*b'
      hint: put a text that begins with '*' in quotes
    """
  ),
  (
    "a: &b [*b]",
    """
    f:1:8: error: the alias '*b' stands inside the value that it names
      hint: name a value that is complete
    """
  ),
  (
    "a: \"\\q\"",
    """
    f:1:5: error: an escape that YAML doesn't know in a double-quoted text
      hint: use single quotes, in which '\\' has no meaning, or write '\\\\'
    """
  ),
  ("é: \u{1}", "f:1:4: error: a control character\n  hint: save the file as plain UTF-8 text"),
  ("é: \0", "f:1:4: error: a control character\n  hint: save the file as plain UTF-8 text"),
  ("a: \"\\0\"", "f:1:4: error: a text with a NUL character\n  hint: remove the '\\0'"),
  (
    "a: !person {}",
    """
    f:1:4: error: the tag '!person' means nothing here
      hint: remove it; quotes make a value text
    """
  ),
  (
    "[a, b]: 1",
    """
    f:1:1: error: a list or a mapping as a key
      hint: a key is a single word; put ${...} inside { } in quotes
    """
  ),
  (
    "a: 1\nb: 2\n\"a\": 3",
    "f:3:1: error: 'a' is given twice; the first is at f:1:1\n  hint: remove one of the two"
  ),
  (
    "<<: [{a: 1}, b]",
    """
    f:1:1: error: '<<' must be followed by a mapping or a list of mappings
      hint: write '<<: *name', where '&name' stands before a mapping
    """
  ),
  ("a: !<x", "f:1:7: error: while scanning a tag: did not find the expected '>'"),
]

@Suite("complaints about what is not YAML")
struct ComplaintTests {
  @Test("a text that cannot be read is refused with location and remedy", arguments: complaints)
  func message(text: String, message: String) throws {
    let error = try #require(throws: YAMLError.self) { try parseYAML(Array(text.utf8), file: "f") }
    #expect(error.description == message)
  }

  @Test(
    "a byte that is not UTF-8 is reported at its line and column",
    arguments: [
      ([0xFF], "f:1:1"), ([0xC3, 0xA9, 0x3A, 0x20, 0xE9], "f:1:4"),
      ([0x61, 0x3A, 0x0A, 0x20, 0xF0, 0x9F, 0x98], "f:2:2"),
      ([0x61, 0xC0, 0x80], "f:1:2"), ([0x61, 0xED, 0xA0, 0x80], "f:1:2"),
      ([0x61, 0xF4, 0x90, 0x80, 0x80], "f:1:2"), ([0x80], "f:1:1"),
    ] as [([UInt8], String)])
  func notText(bytes: [UInt8], location: String) throws {
    let error = try #require(throws: YAMLError.self) { try parseYAML(bytes, file: "f") }
    #expect(error.problem == "a byte that is not UTF-8 text")
    #expect(error.mark.description == location)
  }

  @Test("a mistake in an argument is reported at the argument, without line and column")
  func argument() throws {
    let error = try #require(throws: YAMLError.self) {
      try parseYAML("[1", argument: "--set a=[1")
    }
    #expect(error.description.hasPrefix("--set a=[1: error: expected ',' or ']' in the list"))
  }

  @Test("any bytes are read, or refused at a location in the text", arguments: UInt64(0)..<64)
  func anyBytes(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<64 {
      let bytes = randomBytes(&numbers)
      do throws(YAMLError) {
        _ = try parseYAML(bytes, file: "f")
      } catch {
        let lines = bytes.count { $0 == 10 } + 2
        #expect(error.mark.file == "f" && (1...lines).contains(error.mark.line), "\(bytes)")
        #expect((1...bytes.count + 2).contains(error.mark.column), "\(bytes)")
        #expect(!error.problem.isEmpty, "\(bytes)")
      }
    }
  }
}

/// Draws fragments of YAML in random order, with a byte here and there that fits nowhere.
private func randomBytes(_ numbers: inout SeededNumbers) -> [UInt8] {
  let pieces = [
    "a", "é", " ", "\n", "\n  ", "\t", ": ", "- ", "? ", "[", "]", "{", "}", ", ", "#", "&a ",
    "*a", "|\n", ">\n", "'", "\"", "%", "!", "<<: ", "---\n", "~", "0.", "\\", "${",
  ]
  return (0..<Int.random(in: 0...24, using: &numbers)).flatMap { _ in
    Int.random(in: 0..<64, using: &numbers) == 0
      ? [UInt8.random(in: 0...255, using: &numbers)]
      : Array((pieces.randomElement(using: &numbers) ?? "").utf8)
  }
}
