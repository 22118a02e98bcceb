internal import Statistics
package import Tokenization

/// A batch in which some tokens are hidden, with the hidden tokens.
package struct MaskedBatch: Hashable, Sendable {
  /// The batch with the hidden tokens replaced.
  package let batch: Batch
  /// Indices in `batch.ids` of the tokens to be predicted [masked rows], ascending.
  package let maskedRows: [Int32]
  /// Tokens to be predicted [masked rows].
  package let targets: [Int32]
}

/// Masks batches as BERT does (Devlin et al. 2019, section 3.1 and appendix A.1).
///
/// It chooses some of each sequence's ordinary tokens, 15 % of them unless the rule says otherwise;
/// of these 80 % become [MASK], 10 % a random ordinary token, and 10 % stay. Special tokens, [UNK]
/// among them, are never chosen, so a sequence of nothing else has no masked row.
package struct Masking: Sendable {
  private static let maskedShare = 0.8
  private static let randomShare = 0.1

  private let special: SpecialPieces
  /// Ids of the tokens that it may hide, which are all but the special ones.
  let ordinary: [Int32]
  private let rule: MaskingRule
  /// Whether each token continues the word before it [vocabulary].
  private let continues: [Bool]

  var vocabularySize: Int { continues.count }

  /// Prepares to mask batches of this vocabulary's tokens.
  ///
  /// - Throws: `DatasetError` where the vocabulary lacks a special token or has nothing else.
  package init(
    vocabulary: Vocabulary, rule: MaskingRule = MaskingRule()
  ) throws(DatasetError) {
    let special: SpecialPieces
    do throws(VocabularyError) {
      special = try SpecialPieces(in: vocabulary.pieces)
    } catch {
      throw DatasetError(error.description)
    }
    (self.special, self.rule) = (special, rule)
    continues = vocabulary.pieces.map { vocabulary.continuesWord($0) }
    ordinary = vocabulary.pieces.indices.map { Int32($0) }.filter { !special.contains($0) }
    guard !ordinary.isEmpty else { throw DatasetError("the vocabulary has only special tokens") }
  }

  /// Masks a batch for one training step; the result depends on nothing but the batch, the seed and
  /// the step.
  package func training(_ batch: Batch, seed: UInt64, step: Int) -> MaskedBatch {
    masked(batch) { sequence in
      SeededGenerator(seed: seed, stream: "mask.\(step).\(sequence)")
    }
  }

  /// Masks a batch as every evaluation does; the result depends on each example alone, not on its
  /// batch.
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
      let candidates = range.filter { !special.contains(ids[$0]) }
      let chosen = rule.choose(
        candidates, continues: { continues[Int(batch.ids[$0])] }, random: &random)
      for row in chosen { ids[row] = replacement(ids[row], random: &random) }
      rows += chosen.map { Int32($0) }
    }
    let hidden = Batch(
      examples: batch.examples, ids: ids, segments: batch.segments, positions: batch.positions,
      offsets: batch.offsets, labels: batch.labels, scores: batch.scores,
      starts: batch.starts, ends: batch.ends)
    return MaskedBatch(
      batch: hidden, maskedRows: rows, targets: rows.map { batch.ids[Int($0)] })
  }

  private func replacement(_ id: Int32, random: inout SeededGenerator) -> Int32 {
    let draw = random.uniform()
    if draw < Self.maskedShare { return special.mask }
    guard draw < Self.maskedShare + Self.randomShare else { return id }
    return ordinary[random.index(below: ordinary.count)]
  }
}
