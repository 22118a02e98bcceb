import Glibc
import Options
import Spec
import TestSupport
import Testing

@testable import Datasets

/// Damage to a table that a seed decides.
private struct TableDamage {
  private var numbers: SeededNumbers
  /// What tables and objects are made of, and some that belongs in neither.
  private static let parts: [[UInt8]] =
    [
      "\t", "\n", "\r\n", "\r", "\"", "\"\"", ",", "{", "}", "[", "]", ":", "null", "1e999", "nan",
      "-0", "99999999999999999999", "\\ud83d", "\u{FEFF}", "\0", "é", "\n\n", "\t\t",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// One to four changes: a bit, a part gone, a part twice, the end gone, or a part put in.
  mutating func apply(to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
      let offset = Int.random(in: bytes.indices, using: &numbers)
      let end = min(bytes.count, offset + Int.random(in: 1...24, using: &numbers))
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      case 1: bytes.removeSubrange(offset..<end)
      case 2: bytes.insert(contentsOf: Array(bytes[offset..<end]), at: offset)
      case 3: bytes.removeSubrange(offset...)
      default:
        let part = Self.parts[Int.random(in: Self.parts.indices, using: &numbers)]
        bytes.insert(contentsOf: part, at: offset)
      }
    }
    return bytes
  }
}

/// Writes a file anew without waiting for the disk, as `Data` does: for milliseconds each time.
private func rewrite(_ bytes: [UInt8], _ name: String, in folder: String) throws -> String {
  let path = "\(folder)/\(name)"
  unlink(path)
  guard let file = fopen(path, "w") else { throw DatasetError("\(path): can't be written") }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw DatasetError("\(path): can't be written")
  }
  return path
}

/// A file of a data set that is damaged, with the options that read it.
private struct DamagedFile: CustomTestStringConvertible, Sendable {
  let name: String
  let kind: String
  var options: [String: Value] = [:]
  let file: String
  /// Undamaged files that are read beside it.
  var others: [String: String] = [:]
  let text: String
  var testDescription: String { name }

  private static let rows = """
    text\tother\tlabel
    the old dog\ta "quoted" one\tx
    caf\u{E9} \u{1F600}\t\ty

    a, b\tlast\tx

    """

  private static func table(
    _ name: String, _ text: String, _ more: [String: Value]
  ) -> DamagedFile {
    let all: [String: Value] = [
      "format": .text(name.prefix { $0 != " " }.description), "text": .text("text"),
      "label": .text("label"), "pair": .text("other"), "validation_share": .number(0),
    ]
    return DamagedFile(
      name: name, kind: "table", options: all.merging(more) { $1 }, file: "train.txt", text: text)
  }

  static let all = [
    table("tsv", rows, [:]),
    table("csv", "text,other,label\r\n\"a, \"\"b\"\"\nc\",,x\r\nplain,\"\",y\n\"\",\"l\",x", [:]),
    table(
      "jsonl",
      """
      {"text": "a \\"b\\"", "other": "c\\u00e9", "label": 1, "tags": ["x", {}]}

      {"label": 0.5, "text": "\\ud83d\\ude00", "other": true, "more": null}
      """, [:]),
    table(
      "tsv of scores", "text\tother\tvalue\na\tb\t1.5\nc\td\t-2\n", ["score": .text("value")]),
    table(
      "tsv without a header", "x\t-\ta\ny\t-\tb\tmore\nx\t-\t\n",
      ["header": .boolean(false), "text": .text("3"), "label": .text("1"), "pair": .text("2")]),
    DamagedFile(
      name: "CoLA", kind: "CoLA", file: "train.tsv",
      others: ["dev.tsv": "gj04\t1\t\tThe dog barks.\n"],
      text: "gj04\t1\t\tOur friends won't buy it.\nbc01\t0\t*\tThey it \"quoted.\r\n"),
    DamagedFile(
      name: "STS-B's labelled test", kind: "STS-B", options: ["test": .text("labelled")],
      file: "sts-test.tsv",
      others: [
        "train.tsv": "score\tsentence1\tsentence2\n5\ta\tb\n",
        "dev.tsv": "sentence1\tsentence2\tscore\na\tb\t0\n",
      ],
      text: "main\tMSRvid\t2012\t24\t2.5\tA girl.\tA woman.\nmain\tx\t2012\t33\t3\tA\tB\tmore\t\n"),
  ]

  /// Reads the data set with `bytes` instead of the file.
  func load(_ bytes: [UInt8], in folder: String) throws -> RawDataset {
    let path = try rewrite(bytes, file, in: folder)
    var options = options
    options["kind"] = .text(kind)
    options[kind == "table" ? "train" : "folder"] = .path(kind == "table" ? path : folder)
    return try ChosenDataset(.map(options)).load()
  }
}

@Suite("damaged tables")
struct TableFuzzTests {
  @Test("are read or refused, and never trap", arguments: DamagedFile.all, [UInt64(1), 2])
  private func mutants(_ file: DamagedFile, seed: UInt64) throws {
    try withTemporaryFolder { folder in
      for (name, text) in file.others { _ = try write(Array(text.utf8), name, in: folder) }
      let whole = Array(file.text.utf8)
      try expectOrder(try file.load(whole, in: folder), of: whole)
      var damage = TableDamage(seed: seed)
      var (read, refused) = (0, 0)
      for _ in 0..<250 {
        let bytes = damage.apply(to: whole)
        do {
          try expectOrder(try file.load(bytes, in: folder), of: bytes)
          read += 1
        } catch let error as DatasetError {
          #expect(!error.description.isEmpty)
          refused += 1
        }
      }
      #expect(read > 0 && refused > 0)
    }
  }

  /// What was read keeps to its own classes and scores, and says nothing that the file doesn't.
  private func expectOrder(_ raw: RawDataset, of bytes: [UInt8]) throws {
    #expect(Set(raw.classes).count == raw.classes.count)
    let examples = raw.splits.values.joined()
    #expect(examples.count <= bytes.count + 2)
    for example in examples {
      #expect(example.label.map { raw.classes.indices.contains(Int($0)) } ?? true)
      #expect(example.score?.isFinite ?? true)
      #expect((example.label == nil) != (example.score == nil))
    }
    #expect(raw.content == .scores || raw.classes.count >= 2)
  }

  @Test("of tabs are read as splitting at line ends and tabs reads them", arguments: 1...2)
  func tabs(seed: UInt64) throws {
    let whole = Array("text\tother\tlabel\na \"b\t\tx\r\n\ncaf\u{E9}\td\ty\n".utf8)
    var damage = TableDamage(seed: 100 + seed)
    var read = 0
    try withTemporaryFolder { folder in
      for _ in 0..<400 {
        let bytes = damage.apply(to: whole)
        let path = try rewrite(bytes, "table.tsv", in: folder)
        guard let table = try? DelimitedTable(path, format: .tabs, columns: []),
          table.broken == BrokenRows()
        else { continue }
        #expect([table.header] + table.rows.map { Array($0.fields) } == Self.fields(bytes))
        read += 1
      }
    }
    #expect(read > 20)
  }

  /// The fields of lines that aren't blank.
  private static func fields(_ bytes: [UInt8]) -> [[String]] {
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let first = marked.firstIndex { $0 == 10 || $0 == 13 } ?? marked.endIndex
    let hasReturns = marked[first...].first == 13 && marked[first...].dropFirst().first != 10
    return marked.split(omittingEmptySubsequences: false) { $0 == 10 || (hasReturns && $0 == 13) }
      .map { $0.last == 13 ? $0.dropLast() : $0 }.filter { !$0.isEmpty }
      .map { line in
        line.split(separator: 9, omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) }
      }
  }
}
