import Datasets
import Statistics
import Tensors
import Tokenization
import Testing

@testable import Training

/// Texts given by their tokens, framed as data sets frame them.
private func split(
  _ texts: [[[Int32]]], labels: [Int32]? = nil, scores: [Float]? = nil
) -> EncodedSplit {
  var (ids, offsets, segments): ([Int32], [Int], [UInt8]) = ([], [0], [])
  for text in texts {
    ids += [2] + text[0] + [3] + (text.count > 1 ? text[1] + [3] : [])
    offsets.append(ids.count)
    segments += [UInt8](repeating: 0, count: text[0].count + 2)
    segments += [UInt8](repeating: 1, count: text.count > 1 ? text[1].count + 1 : 0)
  }
  return EncodedSplit(
    ids: ids, offsets: offsets, segments: segments.contains(1) ? segments : nil, labels: labels,
    scores: scores)
}

private let vocabulary = Vocabulary(SpecialPieces.names + (0..<20).map { "piece\($0)" })

@Suite("bags of words")
struct BagOfWordsTests {
  @Test("texts are given back without what frames them")
  func texts() {
    let split = split([[[7, 8], [9]], [[], [10]], [[11], []]])
    #expect(split.texts(of: 0).map { Array($0) } == [[7, 8], [9]])
    #expect(split.texts(of: 1).map { Array($0) } == [[], [10]])
    #expect(split.texts(of: 2).map { Array($0) } == [[11], []])
    let single = TrainingTests.split([[[7, 8, 7]]])
    #expect(single.texts(of: 0).map { Array($0) } == [[7, 8, 7]])
  }

  @Test("tokens and pairs of neighbours are counted, and compared between two texts")
  func counts() {
    let a = PieceCounts([7, 8, 7, 8])
    #expect(a.terms == [.init(7), .init(7, 8), .init(8), .init(8, 7)])
    #expect(a.counts == [2, 2, 2, 1])
    #expect(a.total(ofPairs: false) == 4 && a.total(ofPairs: true) == 3)
    let (both, one) = PieceCounts.compare(a, PieceCounts([8, 9, 8, 8]))
    #expect(both.terms == [.init(8)] && both.counts == [2])
    #expect(one.terms.contains(.init(8)) && one.total(ofPairs: false) == 4)
    #expect(one.total(ofPairs: true) == 6)
    #expect(PieceCounts([]).terms.isEmpty)
  }

  @Test("counts are weighted by rarity and scaled to length 1; what one example has is left out")
  func weights() {
    let split = split([[[7, 7, 8]], [[7, 9]], [[8]], [[10]]])
    let bag = BagOfWords(split)
    // Pieces 7 and 8 are in two examples of four each, everything else in one.
    #expect(bag.width == 2)
    let rows = bag.rows(split)
    #expect(rows.offsets == [0, 2, 3, 4, 4])
    #expect(rows.columns == [0, 1, 0, 1])
    let length = 5.0.squareRoot()
    #expect(abs(rows.values[0] - 2 / length) < 1e-15 && abs(rows.values[1] - 1 / length) < 1e-15)
    #expect(rows.values[2] == 1 && rows.values[3] == 1)
  }

  @Test("a pair has its texts' terms, what both share, what one has, and how much is common")
  func pairs() {
    let one: [[Int32]] = [[7, 8], [7, 9]]
    let split = split([one, one])
    let bag = BagOfWords(split)
    // First text: 7, 7 8, 8; second: 7, 7 9, 9; both: 7; one: 7 8, 7 9, 8, 9.
    #expect(bag.width == 11 + 2)
    let rows = bag.rows(split)
    #expect(rows.columns[..<rows.offsets[1]] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    #expect(rows.values[..<11].allSatisfy { abs($0 - 1 / 11.0.squareRoot()) < 1e-15 })
    #expect(rows.values[11] == 1.0 / 3)
    // Terms that were not learned from are nothing; what is common still counts.
    let others = bag.rows(TrainingTests.split([[[10, 11, 12], [10, 11]]]))
    #expect(others.columns == [11, 12] && others.values == [2.0 / 3, 0.5])
  }

  /// Twelve texts in which token 7 means class 1, beside tokens that mean nothing.
  private static let learnable: EncodedDataset = {
    let texts: [[[Int32]]] = (0..<24).map { index in
      let marker: Int32 = index % 3 == 0 ? 7 : 8
      return [[Int32(10 + index % 5), marker, Int32(10 + index % 4)]]
    }
    let labels = (0..<24).map { Int32($0 % 3 == 0 ? 1 : 0) }
    return EncodedDataset(
      content: .classes, vocabulary: vocabulary, classes: ["no", "yes"],
      splits: ["train": split(texts, labels: labels), "test": split(texts, labels: nil)])
  }()

  @Test("a class that a token decides is predicted, the same each time")
  func classes() throws {
    let fits = try (0..<2).map { _ in
      try #require(try BagOfWordsModel.fit(Self.learnable) { _, _ in true })
    }
    let found = try fits.map { try $0.evaluate(Self.learnable, split: "train") }
    let labels = try #require(Self.learnable.splits["train"]?.labels)
    #expect(found[0].predictions == .classes(labels, labels: labels, count: 2))
    #expect(found[0].loss < 0.1 && found[0].loss.bitPattern == found[1].loss.bitPattern)
    #expect(fits[0].search.tried.contains(fits[0].search.best) && fits[0].slope <= 1e-4)
  }

  @Test("scores that follow from what two texts share are predicted")
  func scores() throws {
    let texts: [[[Int32]]] = (0..<30).map { index in
      let base = (0..<6).map { Int32(7 + (index + $0) % 12) }
      return [base, base.prefix(index % 7) + [Int32(20)]]
    }
    let scores = (0..<30).map { Float($0 % 7) }
    let data = EncodedDataset(
      content: .scores, vocabulary: vocabulary, classes: [],
      splits: ["train": split(texts, scores: scores)])
    let fitted = try #require(try BagOfWordsModel.fit(data) { _, _ in true })
    let (predictions, loss) = try fitted.evaluate(data, split: "train")
    guard case .scores(let found, let right) = predictions else {
      Issue.record("scores are predicted, not \(predictions)")
      return
    }
    #expect(right == scores)
    let errors = zip(found, scores).map { ($0 - $1) * ($0 - $1) }
    #expect(abs(Double(errors.reduce(0, +)) / 30 - loss) < 1e-5 && loss < 0.2)
  }

  @Test("it stops when progress says so, and refuses what has no classes and no scores")
  func refusals() throws {
    let stopped = try BagOfWordsModel.fit(Self.learnable) { done, _ in done < 3 }
    #expect(stopped == nil)
    let fitted = try #require(try BagOfWordsModel.fit(Self.learnable) { _, _ in true })
    #expect(throws: DatasetError.self) { try fitted.evaluate(Self.learnable, split: "test") }
    #expect(throws: DatasetError.self) { try fitted.evaluate(Self.learnable, split: "validation") }
    let texts = EncodedDataset(
      content: .runningText, vocabulary: vocabulary, classes: [],
      splits: ["train": split([[[7, 8]], [[9]]])])
    #expect(throws: DatasetError.self) { try BagOfWordsModel.fit(texts) { _, _ in true } }
    let single = EncodedDataset(
      content: .classes, vocabulary: vocabulary, classes: ["no", "yes"],
      splits: ["train": split([[[7, 8]]], labels: [1])])
    #expect(throws: DatasetError.self) { try BagOfWordsModel.fit(single) { _, _ in true } }
  }
}
