internal import Statistics
package import Tokenization

/// A batch in which some pieces are hidden, and what they were.
package struct MaskedBatch: Hashable, Sendable {
  /// With the hidden pieces replaced.
  package let batch: Batch
  /// Places in `batch.ids` to be guessed, ascending.
  package let maskedRows: [Int32]
  /// What stood there, one for each masked row.
  package let targets: [Int32]
}

/// BERT's masking (Devlin et al. 2019, section 3.1 and appendix A.1).
///
/// Of each sequence's ordinary pieces 15 % are chosen, rounded, and at least one; of these 80 %
/// become [MASK], 10 % a random ordinary piece, and 10 % stay. Special pieces, [UNK] among them,
/// are never chosen, so a sequence of nothing else has no masked row.
package struct Masking: Sendable {
  private static let share = 0.15
  private static let maskedShare = 0.8
  private static let randomShare = 0.1

  private let special: SpecialPieces
  private let ordinary: [Int32]

  /// - Throws: `DatasetError` where the vocabulary lacks a special piece or has nothing else.
  package init(vocabulary: Vocabulary) throws(DatasetError) {
    let special: SpecialPieces
    do throws(VocabularyError) {
      special = try SpecialPieces(in: vocabulary.pieces)
    } catch {
      throw DatasetError(error.description)
    }
    self.special = special
    ordinary = vocabulary.pieces.indices.map { Int32($0) }.filter { !special.contains($0) }
    guard !ordinary.isEmpty else { throw DatasetError("the vocabulary has only special pieces") }
  }

  /// How many pieces are chosen in a sequence with so many ordinary ones.
  package static func count(ofOrdinary pieces: Int) -> Int {
    pieces == 0 ? 0 : max(1, Int((Double(pieces) * share).rounded()))
  }

  /// A masking for one training step; it depends on nothing but the batch, the seed and the step.
  package func training(_ batch: Batch, seed: UInt64, step: Int) -> MaskedBatch {
    masked(batch) { sequence in
      SeededGenerator(seed: seed, stream: "mask.\(step).\(sequence)")
    }
  }

  /// The masking that every evaluation uses; it depends on the example alone, not on its batch.
  package func evaluation(_ batch: Batch) -> MaskedBatch {
    masked(batch) { sequence in
      SeededGenerator(seed: 0, stream: "mask.evaluation.\(batch.examples[sequence])")
    }
  }

  private func masked(_ batch: Batch, random: (Int) -> SeededGenerator) -> MaskedBatch {
    var ids = batch.ids
    var rows: [Int32] = []
    for sequence in batch.examples.indices {
      var random = random(sequence)
      let range = batch.offsets[sequence]..<batch.offsets[sequence + 1]
      let chosen = choose(range.filter { !special.contains(ids[$0]) }, random: &random)
      for row in chosen { ids[row] = replacement(ids[row], random: &random) }
      rows += chosen.map { Int32($0) }
    }
    let hidden = Batch(
      examples: batch.examples, ids: ids, segments: batch.segments, positions: batch.positions,
      offsets: batch.offsets, labels: batch.labels, scores: batch.scores)
    return MaskedBatch(
      batch: hidden, maskedRows: rows, targets: rows.map { batch.ids[Int($0)] })
  }

  /// The first places of a Fisher-Yates shuffle of `places`, ascending.
  private func choose(_ places: [Int], random: inout SeededGenerator) -> [Int] {
    guard !places.isEmpty else { return [] }
    let wanted = Self.count(ofOrdinary: places.count)
    var places = places
    for next in 0..<wanted {
      places.swapAt(next, next + random.index(below: places.count - next))
    }
    return places[..<wanted].sorted()
  }

  private func replacement(_ id: Int32, random: inout SeededGenerator) -> Int32 {
    let draw = random.uniform()
    if draw < Self.maskedShare { return special.mask }
    guard draw < Self.maskedShare + Self.randomShare else { return id }
    return ordinary[random.index(below: ordinary.count)]
  }
}

extension SeededGenerator {
  /// A draw from `0..<bound`; the same in every version of Swift, as the library's need not be.
  fileprivate mutating func index(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
