import Datasets
import Options
import Spec
import Testing

/// Loads `files` (by option) as a table with further options.
private func load(
  _ files: [String: [UInt8]], _ more: [String: Value] = [:]
) throws -> RawDataset {
  try withTemporaryFolder { folder in
    var options: [String: Value] = [
      "format": .text("tsv"), "text": .text("text"), "label": .text("label"),
      "validation_share": .number(0),
    ]
    for (role, bytes) in files {
      options[role] = .path(try write(bytes, "\(role).txt", in: folder))
    }
    options.merge(more) { $1 }
    return try ChosenDataset(.map(options.merging(["kind": .text("table")]) { $1 })).load()
  }
}

/// The message of a table that can't be loaded, without its folder.
private func problem(
  _ text: String, _ more: [String: Value] = [:]
) throws -> String {
  let error = #expect(throws: DatasetError.self) { try load(["train": Array(text.utf8)], more) }
  let lines = error?.description.split(separator: "\n") ?? []
  return lines.map { line in
    guard line.hasPrefix("/") else { return String(line) }
    return String(line.split(separator: "/").last ?? "")
  }.joined(separator: "\n")
}

@Suite("tables")
struct TableTests {
  @Test("TSV: byte-order mark, CRLF, quotes as they are, no last line end, blank lines")
  func tabs() throws {
    let text = "\u{FEFF}label\ttext\tid\r\nyes\t\"Quote, one\t1\r\n\r\nno\ttwo \"x\"\t2"
    let raw = try load(["train": Array(text.utf8)])
    #expect(raw.classes == ["no", "yes"] && raw.content == .classes)
    #expect(
      raw.splits["train"] == [
        RawExample("\"Quote, one", label: 1), RawExample("two \"x\"", label: 0),
      ])
  }

  @Test("CSV by RFC 4180: quoted commas, quotes and line ends")
  func commas() throws {
    let text =
      "text,other,label\r\n\"a, \"\"b\"\"\r\nc\",,x\r\nplain,\"\",y\n\"\",\"last\",x"
    let raw = try load(
      ["train": Array(text.utf8)], ["format": .text("csv"), "pair": .text("other")])
    #expect(
      raw.splits["train"] == [
        RawExample("a, \"b\"\r\nc", pair: "", label: 0),
        RawExample("plain", pair: "", label: 1),
        RawExample("", pair: "last", label: 0),
      ])
  }

  @Test("JSONL: texts, numbers and truth values; blank lines, other keys, escapes")
  func objects() throws {
    let text = """
      {"text": "a \\"b\\"", "label": 1, "tags": ["x"]}

      {"label": 0, "text": "c\\u00e9\\n", "more": "y"}
      """
    let raw = try load(["train": Array(text.utf8)], ["format": .text("jsonl")])
    #expect(raw.classes == ["0", "1"])
    #expect(
      raw.splits["train"] == [RawExample("a \"b\"", label: 1), RawExample("cé\n", label: 0)])
    let truths = try load(
      ["train": Array("{\"text\": \"a\", \"yes\": true}\n{\"text\": \"b\", \"yes\": false}".utf8)],
      ["format": .text("jsonl"), "label": .text("yes")])
    #expect(truths.classes == ["false", "true"])
  }

  @Test(
    "bad JSONL is named by line",
    arguments: [
      ("{\"text\": \"a\", \"label\": 1}\n[1]\n", "train.txt:2: expected a JSON object"),
      (
        "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"a\", \"label\": null}\n",
        "train.txt:2: expected a text or number for 'label'"
      ),
      (
        "{\"text\": \"a\", \"label\": 1}\n{\"label\": 1}\n",
        "train.txt:2: expected a text or number for 'text'"
      ),
      (
        "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"\\ud83d\", \"label\": 1}\n",
        "train.txt:2:17: has half a surrogate pair; the line is no JSON object"
      ),
      (
        "{\"text\": \"a\", \"label\": 1, \"x\": [1,]}\n",
        "train.txt:1:35: lacks a value; the line is no JSON object"
      ),
      ("\n", "train.txt:1: expected a JSON object with texts"),
      ("{\"text\": \"a\"}", "train.txt:1: expected a column named 'label'; the header has text"),
    ])
  func badObjects(text: String, message: String) throws {
    #expect(try problem(text, ["format": .text("jsonl")]).hasPrefix(message))
  }

  @Test("scores instead of classes")
  func scores() throws {
    let text = Array("text\tvalue\na\t1.5\nb\t-2\n".utf8)
    let raw = try load(
      ["train": text, "test": Array("text\nc\n".utf8)], ["score": .text("value")])
    #expect(raw.content == .scores && raw.classes.isEmpty)
    #expect(raw.splits["train"] == [RawExample("a", score: 1.5), RawExample("b", score: -2)])
    #expect(raw.splits["test"] == [RawExample("c")])
    let found = try problem("text\tvalue\na\tx\nb\tnan\n", ["score": .text("value")])
    #expect(
      found == """
        train.txt:2: expected a number, found 'x'
        train.txt:3: expected a number, found 'nan'
        """)
  }

  @Test("without a header, columns are numbers, and rows may have more of them")
  func headerless() throws {
    let columns: [String: Value] = [
      "header": .boolean(false), "text": .text("3"), "label": .text("1"),
    ]
    let raw = try load(
      ["train": Array("x\t-\ta\ny\t-\tb\tmore\n".utf8), "test": Array("x\t-\tc\n".utf8)], columns)
    #expect(raw.splits["train"] == [RawExample("a", label: 0), RawExample("b", label: 1)])
    #expect(raw.splits["test"] == [RawExample("c", label: 0)])
    #expect(try problem("x\ta\n", columns) == "train.txt:1: expected at least 3 columns, found 2")
    let named = try problem("x\ta\n", columns.merging(["text": .text("text")]) { $1 })
    #expect(named == "train.txt: without a header, a column is a number from 1, not 'text'")
  }

  @Test("rows that are too short or too long are named, all of them")
  func shortRows() throws {
    let found = try problem("text\tlabel\na\tx\nb\n\nc\ty\tz\n")
    #expect(
      found == """
        train.txt:3: expected 2 columns as in the header, found 1
        train.txt:5: expected 2 columns as in the header, found 3
        """)
    let many = try problem("text\tlabel\n" + String(repeating: "a\n", count: 20))
    #expect(many.hasSuffix("\nand 12 more"))
  }

  @Test(
    "bad CSV is named by line",
    arguments: [
      ("text,label\na,x\nb\"c,y\n", "train.txt:3: expected no quote inside a field"),
      ("text,label\n\"a\n\nb,x\n", "train.txt:2: expected a quote to close"),
      ("text,label\n\"a\nb\"c,x\n", "train.txt:3: expected a comma or the line's end"),
      ("text,label\n\"a\nb\",x\nc\nd\n", "train.txt:4: expected 2 columns"),
      ("", "train.txt:1: expected a header row"),
      ("text,class\na,x\n", "train.txt:1: expected a column named 'label'; the header has text"),
      ("text,label\n", "train.txt: expected at least one row"),
      ("text,label\na,x\nb,x\n", "expected at least two different classes, found: x"),
    ])
  func badCommas(text: String, message: String) throws {
    #expect(try problem(text, ["format": .text("csv")]).hasPrefix(message))
  }

  @Test("JSONL: keys that no option names may be null, absent, or anything")
  func otherKeys() throws {
    let text = """
      {"text": "a", "label": "x", "note": "n"}
      {"note": null, "label": "y", "text": "b"}
      {"text": "c", "label": "y", "note": {"deep": [1, null]}}
      """
    let raw = try load(["train": Array(text.utf8)], ["format": .text("jsonl")])
    #expect(raw.splits["train"]?.map(\.text) == ["a", "b", "c"])
    let hidden = try load(
      ["train": Array(text.utf8), "test": Array("{\"text\": \"d\", \"label\": null}".utf8)],
      ["format": .text("jsonl")])
    #expect(hidden.splits["test"] == [RawExample("d")])
  }

  @Test("lines may end in CR", arguments: ["tsv", "csv", "jsonl"])
  func returns(format: String) throws {
    let rows: [[String]] = [["text", "label"], ["good, old", "pos"], ["bad", "neg"]]
    let lines: [String] =
      switch format {
      case "tsv": rows.map { $0.joined(separator: "\t") }
      case "csv": rows.map { "\"\($0[0])\",\($0[1])" }
      default: rows.dropFirst().map { "{\"text\": \"\($0[0])\", \"label\": \"\($0[1])\"}" }
      }
    for text in [lines.joined(separator: "\r"), lines.map { "\($0)\r" }.joined()] {
      let raw = try load(["train": Array("\u{FEFF}\(text)".utf8)], ["format": .text(format)])
      #expect(
        raw.splits["train"] == [RawExample("good, old", label: 1), RawExample("bad", label: 0)])
    }
  }

  @Test("a CR within a line is a character where lines end in LF")
  func returnsWithin() throws {
    let raw = try load(["train": Array("text\tlabel\na\rb\tx\nc\ty\n".utf8)])
    #expect(raw.splits["train"]?.map(\.text) == ["a\rb", "c"])
  }

  @Test("rows without a class, or with white space around it, are named")
  func emptyClasses() throws {
    let found = try problem("text\tlabel\na\tx\nb\t\nc\t x\nd\t \n")
    let meant = "if it is meant, list it in `classes`"
    #expect(
      found == """
        train.txt:3: expected the name of a class, there is none; \(meant)
        train.txt:4: expected the name of a class, found white space around 'x'; \(meant)
        train.txt:5: expected the name of a class, there is none; \(meant)
        """)
    let raw = try load(
      ["train": Array("text\tlabel\na\tx\nb\t\n".utf8)],
      ["classes": .list([.text("x"), .text("")])])
    #expect(raw.splits["train"]?.map(\.label) == [0, 1])
  }

  @Test("a test file may have its classes' column, but nothing in it")
  func hiddenClasses() throws {
    let raw = try load([
      "train": Array("text\tlabel\na\tx\nb\ty\n".utf8), "test": Array("text\tlabel\nc\t\n".utf8),
    ])
    #expect(raw.splits["test"] == [RawExample("c")])
  }

  @Test("no message is long, whatever is in the file")
  func shortMessages() throws {
    let long = String(repeating: "x y", count: 10_000)
    let header = (0..<500).map { "c\($0)" }.joined(separator: "\t")
    for text in ["text\t\(long)\n", "\(header)\n", "text\tlabel\na\t\(long) \nb\ty\n"] {
      #expect(try problem(text).count < 500)
    }
    let score = try problem("text\tvalue\na\t\(long)\n", ["score": .text("value")])
    #expect(score.count < 500)
    let classes = Value.list((0..<500).map { .text("class \($0)") })
    #expect(try problem("text\tlabel\na\t\(long)\n", ["classes": classes]).count < 500)
  }

  @Test("bytes that are no UTF-8 are named by line")
  func encoding() throws {
    let bytes = Array("text\tlabel\na\tx\n".utf8) + [0xE9, 9, 0x79, 10]
    let error = #expect(throws: DatasetError.self) { try load(["train": bytes]) }
    let message = "train.txt:3: expected UTF-8, found other bytes; convert the file"
    #expect(error?.description.hasSuffix(message) == true)
  }

  @Test("given classes keep their order, and others are refused")
  func classes() throws {
    let classes = Value.list([.text("y"), .text("x")])
    let raw = try load(
      ["train": Array("text\tlabel\na\tx\nb\ty\n".utf8)], ["classes": classes])
    #expect(raw.classes == ["y", "x"])
    #expect(raw.splits["train"]?.map(\.label) == [1, 0])
    let found = try problem("text\tlabel\na\tx\nb\tz\n", ["classes": classes])
    #expect(found == "train.txt:3: expected one of the classes y, x, found 'z'")
  }

  @Test("files of their own for validation and test; a test file may hide its classes")
  func separateFiles() throws {
    let raw = try load([
      "train": Array("text\tlabel\na\tx\n".utf8), "validation": Array("label\ttext\ny\tb".utf8),
      "test": Array("index\ttext\n0\tc\n".utf8),
    ])
    #expect(raw.splits["validation"] == [RawExample("b", label: 1)])
    #expect(raw.splits["test"] == [RawExample("c")])
  }

  @Test("the split by hash keeps equal rows together and about its share")
  func shares() throws {
    let rows = (0..<2_000).map { "row \($0 / 2)\t\($0 % 4 < 2 ? "x" : "y")\n" }
    let raw = try load(
      ["train": Array(("text\tlabel\n" + rows.joined()).utf8)],
      ["validation_share": .number(0.1)])
    let train = Set(raw.splits["train", default: []].map(\.text))
    let validation = raw.splits["validation", default: []]
    #expect((140...260).contains(validation.count))
    #expect(train.isDisjoint(with: validation.map(\.text)))
    #expect(train.count * 2 + validation.count == 2_000)
  }
}
