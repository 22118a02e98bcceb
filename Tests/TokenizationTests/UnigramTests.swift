import Testing
import Tokenization

private let names = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]

/// The tokenizer of some tokens with their scores, after the special ones.
private func tokenizer(
  _ pieces: KeyValuePairs<String, Double>, normalization: [NormalizationStep] = [],
  splitsAtWhitespace: Bool = true, marksBeginnings: Bool = true
) throws -> any Tokenizer {
  let rules = UnigramRules(
    scores: names.map { _ in 0 } + pieces.map(\.value), normalization: normalization,
    splitsAtWhitespace: splitsAtWhitespace, marksBeginnings: marksBeginnings)
  return try Vocabulary(names + pieces.map(\.key), rules: .unigram(rules)).tokenizer()
}

@Suite("Unigram tokenizer")
struct UnigramTests {
  @Test("the most probable way wins, not the longest token")
  func best() throws {
    // ▁ab + c scores -9; ▁a + bc scores -5.
    let found = try tokenizer(["▁a": -2, "▁ab": -1, "bc": -3, "c": -8, "b": -9]).encode("abc")
    #expect(found == [5, 7])
  }

  @Test("of equally probable ways, the one whose last token begins first")
  func ties() throws {
    #expect(try tokenizer(["▁a": -1, "▁": -1, "a": 0]).encode("a") == [5])
  }

  @Test("neighbouring unknown characters are one unknown token, in each word")
  func unknown() throws {
    let tokenizer = try tokenizer(["▁": -1, "a": -1])
    #expect(tokenizer.encode("xyz") == [5, 1])
    #expect(tokenizer.encode("xaéz 中文") == [5, 1, 6, 1, 5, 1])
  }

  @Test("an unknown character costs 10 more than the least probable token")
  func penalty() throws {
    // ▁ and an unknown x score 9.75 - 30 - 10, just less than ▁x does, or 10.25 - 30 - 10.
    #expect(try tokenizer(["▁": 9.75, "▁x": -30]).encode("x") == [6])
    #expect(try tokenizer(["▁": 10.25, "▁x": -30]).encode("x") == [5, 1])
  }

  @Test("the special tokens are found as spelled, before normalisation")
  func added() throws {
    let tokenizer = try tokenizer(["▁": -1, "a": -1], normalization: [.lowercase])
    #expect(tokenizer.encode("A[MASK]a <pad>") == [5, 6, 4, 5, 6, 0])
    #expect(tokenizer.encode("[mask]") == [5, 1, 6, 1])
  }

  @Test("words may begin unmarked, and single spaces may count")
  func markers() throws {
    let pieces: KeyValuePairs = ["▁": -1.0, "a": -1.0]
    #expect(try tokenizer(pieces, marksBeginnings: false).encode("a  a") == [6, 6])
    #expect(try tokenizer(pieces, splitsAtWhitespace: false).encode("a  a") == [5, 6, 5, 5, 6])
    #expect(try tokenizer(pieces, splitsAtWhitespace: false).encode(" a") == [5, 6])
  }

  @Test(
    "texts are normalised step by step",
    arguments: [
      (.replace("``", by: "a"), "```", [6, 1]), (.joinSpaces(into: "a"), " x   x ", [1, 6, 1]),
      (.decompose, "ﬁ", [7, 8]), (.dropMarks, "a\u{301}\u{903}", [6]), (.lowercase, "ÉA", [9, 6]),
    ] as [(NormalizationStep, String, [Int32])])
  func steps(step: NormalizationStep, text: String, expected: [Int32]) throws {
    let pieces: KeyValuePairs = ["▁": -1.0, "a": -1.0, "f": -1.0, "i": -1.0, "é": -1.0]
    let tokenizer = try tokenizer(pieces, normalization: [step], marksBeginnings: false)
    #expect(tokenizer.encode(text) == expected)
  }

  @Test("vocabularies that can't work are refused")
  func refusals() {
    let rules = Vocabulary.Rules.unigram(UnigramRules(scores: [0], normalization: []))
    #expect(throws: VocabularyError("the vocabulary has 5 tokens, but 1 scores")) {
      try Vocabulary(names, rules: rules).tokenizer()
    }
    #expect(throws: VocabularyError("line 6 of the vocabulary, '', is empty or there twice")) {
      try tokenizer(["": 0])
    }
    #expect(throws: VocabularyError("the vocabulary is not one for Unigram")) {
      try UnigramTokenizer(vocabulary: Vocabulary(SpecialPieces.names))
    }
    #expect(throws: VocabularyError("the vocabulary is not one for WordPiece")) {
      try WordPieceTokenizer(vocabulary: Vocabulary(names, rules: rules))
    }
  }
}
