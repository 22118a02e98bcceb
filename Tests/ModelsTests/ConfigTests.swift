import FoundationEssentials
import Models
import TestSupport
import Testing

@Suite("config.json of other people's models")
struct ConfigTests {
  /// A BERT with a pooler and a classifier of so many rows, each of which is its own number.
  private func folder(rows: Int, adding members: String) throws -> ImportFolder {
    let folder = try ImportFolder("bert-mlm")
    try folder.add([
      ("bert.pooler.dense.weight", [48, 48], [Float](repeating: 0.5, count: 48 * 48)),
      ("bert.pooler.dense.bias", [48], [Float](repeating: 0, count: 48)),
      ("classifier.weight", [rows, 48], (0..<rows * 48).map { Float($0 / 48) }),
      ("classifier.bias", [rows], (0..<rows).map(Float.init)),
    ])
    try folder.rewrite { members.isEmpty ? $0 : "\($0.dropLast()),\n\(members)}" }
    return folder
  }

  @Test(
    "a member that is no JSON is refused at its line and column, though nobody reads it",
    arguments: [
      ("[1,]", 13), ("01", 11), ("1.e3", 12), ("\"\\q\"", 13), ("\"a\tb\"", 13), ("tru", 10),
      ("NaN", 10), ("{\"a\" 1}", 15), ("\"\\ud800\"", 17), ("\"é\t\"", 13),
    ])
  func unused(value: String, column: Int) throws {
    let folder = try folder(rows: 2, adding: "\"extra\": \(value)")
    let text = try String(
      decoding: Data(contentsOf: URL(filePath: folder.folder.file("config.json"))), as: UTF8.self)
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).count
    let problem = try #require(folder.problem)
    #expect(problem.hasPrefix("/config.json:\(line):\(column): "), "\(problem)")
    #expect(problem.hasSuffix("; the file is no JSON"), "\(problem)")
  }

  @Test(
    "names of classes are read whatever their form and order",
    arguments: [
      ("", ["LABEL_0", "LABEL_1"], nil),
      ("\"id2label\": {\"0\": 0, \"1\": 1}", ["0", "1"], nil),
      ("\"id2label\": {\"1\": \"b\", \"0\": \"a\"}", ["a", "b"], nil),
      ("\"id2label\": {\" 1\": true, \"00\": 0.5}", ["0.5", "true"], nil),
      ("\"id2label\": null, \"num_labels\": 2", ["LABEL_0", "LABEL_1"], nil),
      (
        "\"id2label\": {\"0\": \"a\", \"1\": null}", ["a", "LABEL_1"],
        "id2label has 1 names for a head of 2 rows; the rows are now a, LABEL_1"
      ),
      (
        "\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}", ["a", "b"],
        "id2label has 3 names for a head of 2 rows; the rows are now a, b"
      ),
      (
        "\"id2label\": {\"0\": \"a\", \"1\": \"a\"}", ["LABEL_0", "LABEL_1"],
        "id2label has a name twice"
      ),
      (
        "\"id2label\": {\"0\": \"a\", \"1\": \"b\"}, \"num_labels\": 3", ["LABEL_0", "LABEL_1"],
        "id2label has 2 names where num_labels is 3"
      ),
    ] as [(String, [String], String?)])
  func labels(members: String, expected: [String], note: String?) throws {
    let imported = try folder(rows: 2, adding: members).imported()
    #expect(imported.model.description.classes == expected)
    #expect(imported.notes == [note].compactMap { $0 })
  }

  @Test(
    "what a head means is heard, or refused by name",
    arguments: [
      (
        2, "\"problem_type\": \"multi_label_classification\"", "'multi_label_classification' is not"
      ),
      (2, "\"problem_type\": \"regression\"", "'regression' with 2 scores is not supported"),
      (1, "\"problem_type\": \"single_label_classification\"", "with one class is not supported"),
      (2, "\"problem_type\": \"ranking\"", "problem_type 'ranking' is not supported"),
      (
        2, "\"architectures\": [\"BertForTokenClassification\"]", "names BertForTokenClassification"
      ),
      (1, "\"architectures\": [\"BertForMultipleChoice\"]", "names BertForMultipleChoice, which"),
      (2, "\"architectures\": \"BertModel\"", "architectures must be a list of texts"),
      (2, "\"id2label\": [\"a\", \"b\"]", "id2label must be an object of names by numbers"),
      (2, "\"id2label\": {\"a\": \"b\"}", "'a' is no number"),
      (2, "\"pruned_heads\": {\"0\": [1]}", "pruned_heads are not supported"),
      (2, "\"add_cross_attention\": true", "add_cross_attention: decoders are not supported"),
    ])
  func heads(rows: Int, members: String, expected: String) throws {
    let problem = try #require(folder(rows: rows, adding: members).problem)
    #expect(problem.hasPrefix("/config.json: ") && problem.contains(expected), "\(problem)")
  }

  @Test("a score is a score, with or without its name")
  func scores() throws {
    for members in ["", "\"problem_type\": \"regression\"", "\"id2label\": {\"0\": \"quality\"}"] {
      #expect(
        try folder(rows: 1, adding: members).imported().model.description.classes == ["score"])
    }
  }

  @Test("of a class that reads the encoder alone, other heads are left out by name")
  func bare() throws {
    let read = try folder(rows: 2, adding: "\"architectures\": [\"BertModel\"]").imported()
    #expect(read.model.description.classes.isEmpty && read.model.description.keepsPooler)
    #expect(read.ignored.contains("classifier.weight"))
  }

  @Test("of two members with one name the last counts")
  func twice() throws {
    let read = try folder(rows: 2, adding: "\"hidden_act\": \"gelu_new\"").imported()
    #expect(read.model.description.encoder.activation == .geluTanh)
  }
}
