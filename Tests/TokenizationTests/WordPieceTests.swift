import FoundationEssentials
import TestSupport
import Testing
import Tokenization

private let vocabularyPath = fixturePath("../../../shared/data/vocab/bert-base-uncased-vocab.txt")

/// Rows made with the reference tokenizer; see the fixture's own description.
private struct Fixture: Decodable {
  struct Row: Decodable {
    let text: String
    let pair: String?
    let maximum: Int?
    let ids: [Int32]
    let types: [UInt8]?
  }

  let rows: [Row]
}

private let small =
  SpecialPieces.names + [
    "un", "##aff", "##able", "##a", "b", "é", "e", "!", "中", "##", "##b",
  ]

@Suite("WordPiece tokenizer")
struct WordPieceTests {
  @Test(
    "every row of the reference tokenizer is met",
    .enabled(
      if: FileManager.default.fileExists(atPath: vocabularyPath),
      "needs bert-base-uncased's vocabulary at \(vocabularyPath)"))
  func reference() throws {
    let data = try Data(
      contentsOf: URL(filePath: fixturePath("wordpiece.json")))
    let rows = try JSONDecoder().decode(Fixture.self, from: data).rows
    let vocabulary = Vocabulary(try VocabularyFile.read(vocabularyPath))
    let tokenizer = try WordPieceTokenizer(vocabulary: vocabulary)
    #expect(rows.count == 546)
    for row in rows {
      let found = tokenizer.encode(row.text, pair: row.pair, maximum: row.maximum ?? 1_000)
      #expect(found.ids == row.ids, "\(row.text.debugDescription)")
      if let types = row.types { #expect(found.segments == types, "\(row.text)") }
    }
  }

  @Test(
    "words become their longest tokens, or nothing",
    arguments: [
      ("unaffable", [5, 6, 7]), ("UNAFFABLE!", [5, 6, 7, 12]), ("unx", [1]), ("", []),
      (" \u{7}\t", []), ("ba b", [9, 8, 9]), ("é", [11]), ("un[MASK]b", [5, 4, 9]),
      ("[mask]", [1, 1, 1]), ("##", [1, 1]), ("b中b", [9, 13, 9]),
    ] as [(String, [Int32])])
  func pieces(text: String, expected: [Int32]) throws {
    #expect(try WordPieceTokenizer(vocabulary: Vocabulary(small)).encode(text) == expected)
  }

  @Test("a word of 100 characters is put together, one of 101 is unknown")
  func longWords() throws {
    let tokenizer = try WordPieceTokenizer(vocabulary: Vocabulary(small))
    let known = tokenizer.encode(String(repeating: "b", count: 100))
    #expect(known.count == 100 && !known.contains(1))
    #expect(tokenizer.encode(String(repeating: "b", count: 101)) == [1])
  }

  @Test(
    "pairs lose tokens of the longer text first; an odd one stays there, or with the second",
    arguments: [
      (1, 9, 1, 6), (9, 1, 6, 1), (9, 9, 3, 4), (4, 9, 3, 4), (9, 4, 4, 3), (8, 9, 3, 4),
      (9, 8, 4, 3), (3, 4, 3, 4), (0, 9, 0, 7),
    ])
  func truncation(first: Int, second: Int, keptFirst: Int, keptSecond: Int) throws {
    let tokenizer = try WordPieceTokenizer(vocabulary: Vocabulary(small))
    let encoded = tokenizer.encode(
      Array(repeating: "e", count: first).joined(separator: " "),
      pair: Array(repeating: "e", count: second).joined(separator: " "), maximum: 10)
    #expect(encoded.segments.count(where: { $0 == 0 }) == keptFirst + 2)
    #expect(encoded.segments.count(where: { $0 == 1 }) == keptSecond + 1)
    #expect(encoded.ids.count == encoded.segments.count)
  }

  @Test("vocabularies that can't work are refused")
  func badVocabularies() {
    #expect(throws: VocabularyError("the vocabulary lacks [CLS], [MASK]")) {
      try WordPieceTokenizer(vocabulary: Vocabulary(["[PAD]", "[UNK]", "[SEP]", "a"]))
    }
    #expect(
      throws: VocabularyError("line 7 of the vocabulary, 'a', is empty or there twice")
    ) {
      try WordPieceTokenizer(vocabulary: Vocabulary(SpecialPieces.names + ["a", "a"]))
    }
  }

  @Test("tokens that only canonical equivalence makes equal stay apart")
  func equivalence() throws {
    let vocabulary = SpecialPieces.names + ["\u{212B}", "\u{C5}"]
    #expect(vocabulary[5] == vocabulary[6])
    #expect(throws: Never.self) { try WordPieceTokenizer(vocabulary: Vocabulary(vocabulary)) }
  }
}
