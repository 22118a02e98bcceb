import Datasets
import Options
import Testing

@Suite("texts of tables as running text")
struct TableTextsTests {
  private func load(
    _ text: String, _ more: [String: Value] = [:], validation: String? = nil
  ) throws -> RawDataset {
    try withTemporaryFolder { folder in
      var options: [String: Value] = [
        "kind": .text("table-texts"), "validation_share": .number(0),
        "file": .path(try write(text.utf8, "file.txt", in: folder)),
      ]
      if let validation {
        options["validation"] = .path(try write(validation.utf8, "validation.txt", in: folder))
      }
      return try ChosenDataset(.map(options.merging(more) { $1 })).load()
    }
  }

  @Test("every column asked for gives a passage of each row, blank ones none")
  func columns() throws {
    let raw = try load(
      "id\tfirst\tsecond\n1\tone two\tthree\n2\t \tfour\n",
      ["texts": .list([.text("second"), .text("first")])],
      validation: "id\tfirst\tsecond\n3\ta\tb\n"
    )
    #expect(raw.content == .runningText && raw.classes.isEmpty)
    #expect(
      raw.splits["train"] == [RawExample("three"), RawExample("one two"), RawExample("four")])
    #expect(raw.splits["validation"] == [RawExample("b"), RawExample("a")])
  }

  @Test("CSV, JSON lines, and files without a header are read as of a table with classes")
  func formats() throws {
    let commas = try load("text,more\n\"a, b\",c\n", ["format": .text("csv")])
    #expect(commas.splits["train"] == [RawExample("a, b")])
    let objects = try load(
      "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"b\"}\n", ["format": .text("jsonl")])
    #expect(objects.splits["train"] == [RawExample("a"), RawExample("b")])
    let bare = try load(
      "1\tx\n2\ty\n", ["header": .boolean(false), "texts": .list([.text("2")])])
    #expect(bare.splits["train"] == [RawExample("x"), RawExample("y")])
  }

  @Test("what can't be read is reported with the columns that there are")
  func problems() {
    let missing = #expect(throws: DatasetError.self) { try load("words\na\n") }
    #expect(missing?.description.contains("expected a column named 'text'") == true)
    let empty = #expect(throws: DatasetError.self) { try load("text\n \n") }
    #expect(empty?.description.contains("expected at least one text to train on") == true)
  }

  @Test("a drawn validation split shares no text with the other, and has its share")
  func heldOut() throws {
    let rows = (0..<2_000).map { "passage \($0 % 1_500)\n" }.joined()
    let raw = try load("text\n\(rows)", ["validation_share": .number(0.2)])
    let splits = ["train", "validation"].map { Set((raw.splits[$0] ?? []).map(\.text)) }
    #expect(splits[0].isDisjoint(with: splits[1]) && splits[0].count + splits[1].count == 1_500)
    #expect((240...360).contains(splits[1].count))
  }
}
