import Testing

@testable import Datasets

/// Rows that stand broken over lines in a file of tabs, and what must come of them.
private struct Breaks: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let lines: [String]
  var joined = 0
  var skipped = 0
  let expected: [[String]]
}

private let cases: [Breaks] = [
  Breaks(
    testDescription: "an open quote, closed at the next line's begin",
    lines: ["1\tIs it \"old?", "\"\tIs it red?\t0", "2\ta\tb\t1"], joined: 1,
    expected: [["1", "Is it \"old?\n\"", "Is it red?", "0"], ["2", "a", "b", "1"]]),
  Breaks(
    testDescription: "no quote, but two lines with too few fields that make a row",
    lines: ["1\tIs it old?", "Or new?\tIs it red?\t0", "2\ta\tb\t1"], joined: 1,
    expected: [["1", "Is it old?\nOr new?", "Is it red?", "0"], ["2", "a", "b", "1"]]),
  Breaks(
    testDescription: "over three lines, one of them blank",
    lines: ["1\t\"a", "", "b", "c\"\td\t0", "2\ta\tb\t1"], joined: 1,
    expected: [["1", "\"a\nb\nc\"", "d", "0"], ["2", "a", "b", "1"]]),
  Breaks(
    testDescription: "in the last field",
    lines: ["1\ta\tb\t\"x", "y\"", "2\ta\tb\t1"], joined: 1,
    expected: [["1", "a", "b", "\"x\ny\""], ["2", "a", "b", "1"]]),
  Breaks(
    testDescription: "a line that is no part of another is left out",
    lines: ["1\ta", "2\ta\tb\t1", "3\ta\tb\t1\tx", "4\ta\tb\t0"], skipped: 2,
    expected: [["2", "a", "b", "1"], ["4", "a", "b", "0"]]),
  Breaks(
    testDescription: "a cut line before a row broken within quotes",
    lines: ["0\ta\tb", "1\t\"old?", "new?\"\tb\t0", "2\ta\tb\t1", "3\ta\tb\t1"],
    joined: 1, skipped: 1,
    expected: [["1", "\"old?\nnew?\"", "b", "0"], ["2", "a", "b", "1"], ["3", "a", "b", "1"]]),
  Breaks(
    testDescription: "a cut line before a row broken without them: no one knows which is which",
    lines: ["2\ta\tb\t1", "0\ta\tb", "1\told?", "new?\tb\t0", "3\ta\tb\t1", "4\ta\tb\t1"],
    skipped: 3,
    expected: [["2", "a", "b", "1"], ["3", "a", "b", "1"], ["4", "a", "b", "1"]]),
  Breaks(
    testDescription: "a sign for inches opens nothing",
    lines: ["1\t5\" disk\tb\t0", "2\ta\tb\t1"],
    expected: [["1", "5\" disk", "b", "0"], ["2", "a", "b", "1"]]),
]

@Suite("rows broken over lines")
struct BrokenRowTests {
  @Test("are joined or left out, and counted", arguments: cases)
  private func mended(_ test: Breaks) throws {
    try withTemporaryFolder { folder in
      let lines = ["id\tone\ttwo\tlabel"] + test.lines
      let path = try write(lines.joined(separator: "\n").utf8, "t.tsv", in: folder)
      let table = try DelimitedTable(path, format: .tabs, columns: [])
      #expect(table.rows.map { Array($0.fields) } == test.expected)
      #expect(table.broken.joined == test.joined && table.broken.skipped == test.skipped)
      #expect(table.broken.notes.count == (test.joined > 0 ? 1 : 0) + (test.skipped > 0 ? 1 : 0))
    }
  }

  @Test("are mended in CSV and without a header, too")
  func otherForms() throws {
    try withTemporaryFolder { folder in
      let commas = try write("text,label\na,x\nb\nc,y\n".utf8, "t.csv", in: folder)
      let table = try DelimitedTable(commas, format: .commas, columns: [])
      #expect(table.rows.map { Array($0.fields) } == [["a", "x"], ["c", "y"]])
      #expect(table.broken.skipped == 1)
      let bare = try write("x\t1\t*\ta\nx\t0\ny\t\tb\nz\t1\t*\tc\n".utf8, "b.tsv", in: folder)
      let other = try DelimitedTable(bare, format: .tabs, hasHeader: false, columns: [4, 2])
      #expect(
        other.rows.map { Array($0.fields) }
          == [["x", "1", "*", "a"], ["x", "0\ny", "", "b"], ["z", "1", "*", "c"]])
      #expect(other.broken.joined == 1)
    }
  }

  @Test("are reported with their lines, of which a few are shown")
  func notes() {
    let broken = BrokenRows(
      "t.tsv", joined: [3], skipped: Array(10..<20), expected: "2 columns as in the header")
    #expect(
      broken.notes == [
        "t.tsv: 1 row (at line 3) broken over lines and joined again",
        "t.tsv: 10 rows (at line 10, 11, 12, 13, 14 and 5 more) left out, as they don't have 2 "
          + "columns as in the header",
      ])
  }

  @Test("of a task are counted over its files")
  func tasks() throws {
    try withTemporaryFolder { folder in
      let task = QQP().task
      try write(task, in: folder)
      let header = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n"
      let text = header + "1\t1\t2\ta \"b\n\"\tc\t1\n2\t3\t4\td\n3\t5\t6\te\tf\t0\n"
      _ = try write(text.utf8, "train.tsv", in: folder)
      var dataset = QQP()
      dataset.folder = folder
      let raw = try dataset.load()
      #expect(
        raw.splits["train"] == [
          RawExample("a \"b\n\"", pair: "c", label: 1), RawExample("e", pair: "f", label: 0),
        ])
      #expect(raw.broken?.joined == 1 && raw.broken?.skipped == 1)
    }
  }
}
