import Testing
import Tokenization

@testable import Datasets

private let tokenizer = Result {
  try WordPieceTokenizer(
    vocabulary: Vocabulary(SpecialPieces.names + ["a", "b", "c", "##d", "e", "f"]))
}

private func pairs(_ texts: [String], maximum: Int = 9) throws -> EncodedSplit {
  let raw = RawDataset(
    content: .runningText, splits: ["train": texts.map { RawExample($0) }],
    classes: [], source: "")
  return try EncodedDataset(
    raw, tokenizer: try tokenizer.get(), maximumLength: maximum, ordered: true
  ).split("train")
}

@Suite("pairs of segments")
struct SegmentPairsTests {
  @Test("a pair holds its stretch in order, or swapped, as its label says")
  func orders() throws {
    let split = try pairs(Array(repeating: "a b c e", count: 200))
    let labels = try #require(split.labels)
    for (index, label) in labels.enumerated() {
      let ids = Array(split.ids[split.offsets[index]..<split.offsets[index + 1]])
      #expect(ids == (label == 0 ? [2, 5, 6, 3, 7, 9, 3] : [2, 7, 9, 3, 5, 6, 3]))
    }
    #expect((60...140).contains(labels.count { $0 == 1 }))
    #expect(split.segments?.prefix(7) == [0, 0, 0, 0, 1, 1, 1])
    #expect(try pairs(Array(repeating: "a b c e", count: 200)) == split)
  }

  @Test("a word is never cut, and what can't be cut is left out")
  func words() throws {
    let split = try pairs(["a bddd e", "ad", "a", ""])
    #expect(split.count == 1)
    let first = split.ids.dropFirst().prefix { $0 != 3 }
    #expect(Array(first) == [5] || Array(first) == [6, 8, 8, 8, 9])
  }

  @Test("a long passage becomes several pairs, none longer than a sequence may be")
  func stretches() throws {
    let split = try pairs(
      [Array(repeating: "a b c", count: 20).joined(separator: " ")], maximum: 12)
    let lengths = zip(split.offsets, split.offsets.dropFirst()).map { $1 - $0 }
    #expect(lengths == [12, 12, 12, 12, 12, 12, 9])
  }

  @Test("a file gives ordered data back")
  func file() throws {
    let raw = RawDataset(
      content: .runningText, splits: ["train": [RawExample("a b c")]], classes: [],
      source: "")
    let data = EncodedDataset(
      raw, tokenizer: try tokenizer.get(), maximumLength: 9, ordered: true)
    #expect(data.isOrdered)
    try withTemporaryFolder { folder in
      let files = try data.save(in: folder)
      #expect(try EncodedDataset(files: files) == data)
    }
    let plain = EncodedDataset(raw, tokenizer: try tokenizer.get(), maximumLength: 9)
    #expect(!plain.isOrdered)
  }
}
