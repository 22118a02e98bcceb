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
    // One random piece in 45 is the old one.
    #expect((0.095...0.11).contains(kept))
    #expect(now.allSatisfy { $0 >= 4 })
  }

  @Test("only ordinary pieces are hidden, at least one of each sequence, and all are named")
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
      // Up to six ordinary pieces: one is hidden, none where there is none.
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

  @Test("a vocabulary of special pieces alone is refused")
  func refusal() {
    #expect(throws: DatasetError("the vocabulary has only special pieces")) {
      try Masking(vocabulary: Vocabulary(SpecialPieces.names))
    }
  }
}
