import Options
import Platform
import Spec
import Testing
import YAML

private let members: [OptionDeclaration] = [
  OptionDeclaration("size", .integer(1...9), .required, "how large"),
  OptionDeclaration("rate", .number(0...1), .standard(.integer(1)), "how fast"),
  OptionDeclaration("note", .text, .optional, "what for"),
]

private let forms = OptionType.variant(
  noun: "form",
  [
    OptionVariant("plain", about: "Nothing more", options: []),
    OptionVariant("many", about: "More", options: members),
  ])

private let accepted: [(OptionType, String, String)] = [
  (.boolean, "yes", "true"), (.boolean, "Off", "false"),
  (.integer(-5...5), "-5", "-5"), (.integer(0...99), "0x0A", "10"),
  (.integer(0...9999), "1_000", "1000"),
  (.integer(1...9, orWords: ["full"]), "full", "\"full\""),
  (.number(0...1), "1", "1.0"), (.number(-1...1), "-0.0", "0.0"), (.number(0...1), "5e-1", "0.5"),
  (.text, "some text", "\"some text\""), (.text, "'12'", "\"12\""), (.text, "\"\"", "\"\""),
  (.choice(["on", "off"]), "on", "\"on\""), (.choice(["1", "2"]), "2", "\"2\""),
  (.list(.integer(0...9)), "[1, 2]", "[1,2]"), (.list(.text), "[]", "[]"),
  (.list(.list(.boolean)), "[[yes], []]", "[[true],[]]"),
  (.group(members), "{size: 2}", "{\"rate\":1.0,\"size\":2}"),
  (
    .group(members), "{note: a, rate: 0, size: 2}", "{\"note\":\"a\",\"rate\":0.0,\"size\":2}"
  ),
  (.group(members), "{size: 2, note: ~, rate: null}", "{\"rate\":1.0,\"size\":2}"),
  (forms, "plain", "{\"kind\":\"plain\"}"), (forms, "{kind: plain}", "{\"kind\":\"plain\"}"),
  (forms, "{kind: many, size: 3}", "{\"kind\":\"many\",\"rate\":1.0,\"size\":3}"),
]

private let refused: [(OptionType, String, String)] = [
  (.boolean, "1", "1:1: error: x must be true or false, not 1"),
  (
    .boolean, "'yes'",
    "1:1: error: x must be true or false, not \"yes\"\n  hint: remove the quotes"
  ),
  (.integer(1...9), "0", "1:1: error: x must be a whole number from 1 to 9, not 0"),
  (.integer(1...Int.max), "0", "1:1: error: x must be a whole number of at least 1, not 0"),
  (.integer(Int.min...9), "10", "1:1: error: x must be a whole number of at most 9, not 10"),
  (.integer(Int.min...Int.max), "1.0", "1:1: error: x must be a whole number, not 1.0"),
  (
    .integer(1...9, orWords: ["full"]), "fulll",
    """
    1:1: error: x must be a whole number from 1 to 9 or 'full', not "fulll"
      hint: did you mean 'full'?
    """
  ),
  (.number(0...0.5), "0.6", "1:1: error: x must be a number from 0 to 0.5, not 0.6"),
  (
    .number(0...Double.greatestFiniteMagnitude), ".inf",
    "1:1: error: x must be a number of at least 0, not .inf"
  ),
  (.text, "[a]", "1:1: error: x must be text, not a list"),
  (
    .text, "no",
    """
    1:1: error: x must be text, not no, which YAML reads as false
      hint: put it in quotes if it is meant as text
    """
  ),
  (
    .choice(["on", "off"]), "offf",
    "1:1: error: x must be one of on, off, not \"offf\"\n  hint: did you mean 'off'?"
  ),
  (
    .list(.integer(0...9)), "3",
    """
    1:1: error: x must be a list, each item a whole number from 0 to 9, not 3
      hint: write [3]
    """
  ),
  (
    .list(.integer(0...9)), "[1, {}]",
    "1:5: error: x must be a whole number from 0 to 9, not an empty mapping"
  ),
  (
    .group(members), "[]",
    "1:1: error: x must be a mapping with size, rate, note, not an empty list"
  ),
  (
    .group(members), "{rate: 1}",
    """
    1:1: error: 'x' needs the option 'x.size'
      hint: size: how large; a whole number from 1 to 9
    """
  ),
  (.group(members), "{size: 1, note: [a]}", "1:17: error: x.note must be text, not a list"),
  (forms, "plian", "1:1: error: x: unknown form \"plian\"\n  hint: did you mean 'plain'?"),
  (
    forms, "{kind: plain, size: 1}",
    """
    1:15: error: unknown option 'x.size' of the form 'plain'
      hint: there is no option of the form 'plain'
    """
  ),
  (
    forms, "{size: 1}",
    "1:1: error: x must be a form (plain, many), by name or as a mapping with 'kind', not a mapping"
  ),
  (.measure, "score", "1:1: error: x must be STAGE.METRIC, such as score.accuracy, not \"score\""),
  (
    .stage(producing: ["model", "parts"]), "{}",
    """
    1:1: error: x must be the name of a stage that produces model or parts, \
    not an empty mapping
    """
  ),
  (.axis, "[seed]", "1:1: error: x must be the name of a sweep axis, not a list"),
]

@Suite("reading options")
struct OptionReaderTests {
  private func read(
    _ text: String, _ type: OptionType, _ presence: OptionDeclaration.Presence = .optional
  ) throws -> (value: Value?, reader: OptionReader) {
    var reader = OptionReader(SpecFolders("/nowhere"))
    let node = try parseYAML(Array(text.utf8), file: "f")
    let declaration = OptionDeclaration("x", type, presence, "help")
    return (reader.read(node, declaration, of: "the test"), reader)
  }

  @Test("what an option accepts has a canonical form", arguments: accepted)
  func acceptance(type: OptionType, text: String, canonical: String) throws {
    let (value, reader) = try read(text, type)
    #expect(value?.canonicalJSON == canonical)
    #expect(reader.problems.isEmpty && reader.edges.isEmpty)
  }

  @Test("what an option refuses is reported with what it wants", arguments: refused)
  func refusal(type: OptionType, text: String, message: String) throws {
    let (_, reader) = try read(text, type)
    #expect(reader.problems.errors.map(\.description) == ["f:\(message)"])
    #expect(reader.edges.isEmpty)
  }

  @Test("null is left out: the default, nothing, or a problem where the option is required")
  func null() throws {
    #expect(try read("~", .number(0...9), .standard(.integer(3))).value == .number(3))
    #expect(try read("null", .text).value == nil)
    let (value, reader) = try read("~", .text, .required)
    #expect(value == nil)
    #expect(
      reader.problems.errors.map(\.problem) == ["the test needs the option 'x'"])
  }

  @Test("edges to stages and axes are collected with the location that names them")
  func edges() throws {
    let type = OptionType.group([
      OptionDeclaration("from", .stage(producing: ["model"]), .optional, "a stage"),
      OptionDeclaration("all", .list(.stage(producing: ["data"])), .optional, "stages"),
      OptionDeclaration("measure", .measure, .optional, "a metric"),
      OptionDeclaration("over", .axis, .optional, "an axis"),
    ])
    let (value, reader) = try read(
      "{from: donor, all: [text, nouns], measure: score.loss.test, over: seed}", type)
    #expect(value?.canonicalJSON == "{\"measure\":\"loss.test\",\"over\":\"seed\"}")
    #expect(reader.problems.isEmpty)
    #expect(reader.edges.map(\.role) == ["x.from", "x.all", "x.all", "x.measure", "x.over"])
    #expect(reader.edges.map(\.mark.column) == [8, 21, 27, 44, 67])
    #expect(
      reader.edges.map(\.target) == [
        .stage("donor", producing: ["model"]), .stage("text", producing: ["data"]),
        .stage("nouns", producing: ["data"]), .measure(stage: "score", metric: "loss.test"),
        .axis("seed"),
      ])
  }

  @Test("paths are relative to the spec's folder, and must lead to what is meant")
  func paths() throws {
    let (value, reader) = try read("/", .folder(members: []))
    #expect(value == .path("/") && reader.problems.isEmpty)
    let missing = try read("data.txt", .file).reader
    #expect(
      missing.problems.errors.map(\.description) == [
        "f:1:1: error: x: no such file: 'data.txt'\n"
          + "  hint: paths are relative to the spec's folder, /nowhere"
      ])
    let data = try read(DataHome.shown("corpus/none.txt"), .file).reader
    #expect(
      data.problems.errors.map(\.description) == [
        "f:1:1: error: x: no such file: '$BONDLAB_DATA/corpus/none.txt'\n"
          + "  hint: it was looked for at \(DataHome.path("corpus/none.txt"))"
      ])
    let other = try read("/", .file).reader
    #expect(other.problems.errors.map(\.problem) == ["x: '/' is a folder, not a file"])
  }
}
