import Datasets
import Testing
import Tokenization

private let vocabulary = Vocabulary(SpecialPieces.names + (5..<50).map { "piece\($0)" })

@Suite("masking")
struct MaskingTests {
  private let split = sampleSplit(4_000)

  @Test("the rates are BERT's")
  func rates() throws {
    let sequence = [2] + (0..<98).map { 5 + Int32($0 % 45) } + [3]
    let long = EncodedSplit(
      ids: Array(repeatElement(sequence, count: 4_000).joined()),
      offsets: Array(stride(from: 0, through: 400_000, by: 100)), segments: nil, labels: nil)
    let batch = long.batch(Array(0..<4_000))
    let masked = try Masking(vocabulary: vocabulary).training(batch, seed: 1, step: 0)
    // 15 % of 98 is 14.7, rounded 15.
    #expect(masked.maskedRows.count == 15 * 4_000)
    let now = masked.maskedRows.map { masked.batch.ids[Int($0)] }
    let kept = Double(zip(now, masked.targets).count { $0 == $1 }) / 60_000
    let hidden = Double(now.count { $0 == 4 }) / 60_000
    #expect((0.79...0.81).contains(hidden))
    // One random token in 45 is the old one.
    #expect((0.095...0.11).contains(kept))
    #expect(now.allSatisfy { $0 >= 4 })
  }

  @Test("only ordinary tokens are hidden, at least one of each sequence, and all are named")
  func rules() throws {
    let batch = split.batch(Array(0..<700))
    let masked = try Masking(vocabulary: vocabulary).training(batch, seed: 5, step: 9)
    #expect(masked.maskedRows == masked.maskedRows.sorted())
    #expect(Set(masked.maskedRows).count == masked.maskedRows.count)
    #expect(masked.targets == masked.maskedRows.map { batch.ids[Int($0)] })
    #expect(masked.targets.allSatisfy { $0 >= 5 })
    let rows = Set(masked.maskedRows.map { Int($0) })
    for row in batch.ids.indices where !rows.contains(row) {
      #expect(masked.batch.ids[row] == batch.ids[row])
    }
    for sequence in 0..<700 {
      let range = batch.offsets[sequence]..<batch.offsets[sequence + 1]
      // Up to six ordinary tokens: one is hidden, none where there is none.
      #expect(rows.count { range.contains($0) } == min(1, range.count - 2))
    }
  }

  @Test("training masks depend on seed and step, evaluation's on the example alone")
  func purity() throws {
    let masking = try Masking(vocabulary: vocabulary)
    let batch = split.batch(Array(100..<200))
    let first = masking.training(batch, seed: 1, step: 2)
    #expect(masking.training(batch, seed: 1, step: 2) == first)
    #expect(masking.training(batch, seed: 1, step: 3) != first)
    #expect(masking.training(batch, seed: 2, step: 2) != first)
    let whole = masking.evaluation(batch)
    let halves = [Array(100..<150), Array(150..<200)].map {
      masking.evaluation(split.batch($0))
    }
    #expect(whole.batch.ids == halves[0].batch.ids + halves[1].batch.ids)
    #expect(whole.targets == halves[0].targets + halves[1].targets)
  }

  /// Sequences of 60 words of one to four tokens each, cut in the middle by a separator; words by
  /// their rows.
  private func words(_ count: Int) -> (batch: Batch, words: [[Int]]) {
    // Of every word as many continuing tokens as its number says, up to three.
    var sequence: [Int32] = [2]
    for number in 0..<60 {
      sequence.append(Int32(5 + number % 4))
      for next in 0..<number % 4 { sequence.append(Int32(9 + next)) }
      if number % 30 == 29 { sequence.append(3) }
    }
    let split = EncodedSplit(
      ids: Array(repeatElement(sequence, count: count).joined()),
      offsets: (0...count).map { $0 * sequence.count }, segments: nil, labels: nil)
    let batch = split.batch(Array(0..<count))
    let words = batch.ids.indices.filter { batch.ids[$0] >= 5 }.reduce(into: [[Int]]()) {
      if batch.ids[$1] >= 9 { $0[$0.count - 1].append($1) } else { $0.append([$1]) }
    }
    return (batch, words)
  }

  private static let continuing = Vocabulary(
    SpecialPieces.names + ["a", "b", "c", "d", "##e", "##f", "##g"])

  @Test("words and n-grams are masked whole, up to the share", arguments: MaskingRule.Unit.allCases)
  func units(unit: MaskingRule.Unit) throws {
    let (batch, words) = words(200)
    let masking = try Masking(
      vocabulary: Self.continuing, rule: MaskingRule(unit: unit, share: 0.2))
    let chosen = Set(masking.training(batch, seed: 1, step: 3).maskedRows.map { Int($0) })
    let parts = words.map { $0.count { chosen.contains($0) } }
    let isWhole = zip(parts, words).allSatisfy { $0 == 0 || $0 == $1.count }
    #expect(isWhole == (unit != .token))
    // 20 % of 150 tokens in a sequence.
    var counts = [Int](repeating: 0, count: 200)
    for row in chosen { counts[row / batch.offsets[1]] += 1 }
    #expect(counts.allSatisfy { $0 <= 30 && $0 >= (unit == .token ? 30 : 27) })
  }

  @Test("an n-gram is as long as 1/n is likely")
  func lengths() throws {
    // Words of a token each, of which three are chosen.
    let sequence: [Int32] = [2] + (0..<300).map { 5 + Int32($0 % 4) } + [3]
    let split = EncodedSplit(
      ids: Array(repeatElement(sequence, count: 6_000).joined()),
      offsets: (0...6_000).map { $0 * 302 }, segments: nil, labels: nil)
    let masking = try Masking(
      vocabulary: Self.continuing, rule: MaskingRule(unit: .ngram, share: 0.01))
    let batch = split.batch(Array(0..<6_000))
    let rows = masking.training(batch, seed: 2, step: 0).maskedRows
    #expect(rows.count == 3 * 6_000)
    // Runs of 3, 2 + 1 and 1 + 1 + 1: the number of runs shows how often the first was long.
    let runs = zip(rows, rows.dropFirst()).count { $1 != $0 + 1 } + 1
    let (one, two, three) = (6.0 / 11, 3.0 / 11, 2.0 / 11)
    let expected = three + 2 * (two + one * (two + three)) + 3 * one * one
    #expect(abs(Double(runs) / 6_000 - expected) < 0.04)
  }

  @Test("what goes on a word bears a mark, or none where beginnings have one")
  func marks() {
    let pieces = SpecialPieces.names + ["▁a", "b", "##c"]
    let scores = [Double](repeating: 0, count: pieces.count)
    let unigram = Vocabulary(
      pieces, rules: .unigram(UnigramRules(scores: scores, normalization: [])))
    #expect(pieces.suffix(3).map(unigram.continuesWord) == [false, true, true])
    #expect(pieces.suffix(3).map(Vocabulary(pieces).continuesWord) == [false, false, true])
  }

  @Test("a word longer than the share is masked all the same")
  func longWord() throws {
    let split = EncodedSplit(
      ids: [2, 5, 9, 10, 11, 3], offsets: [0, 6], segments: nil, labels: nil)
    let masking = try Masking(vocabulary: Self.continuing, rule: MaskingRule(unit: .word))
    #expect(masking.evaluation(split.batch([0])).maskedRows == [1, 2, 3, 4])
  }

  @Test("a vocabulary of special tokens alone is refused")
  func refusal() {
    #expect(throws: DatasetError("the vocabulary has only special tokens")) {
      try Masking(vocabulary: Vocabulary(SpecialPieces.names))
    }
  }
}

extension MaskingRule {
  fileprivate init(unit: Unit, share: Double? = nil) {
    self.init()
    self.unit = unit
    self.share = share ?? self.share
  }
}
