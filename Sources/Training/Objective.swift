internal import Datasets
internal import Models
internal import Tensors

/// A loss over a batch, with what people want to know beside it.
package struct BatchScore {
  /// The mean loss over the scored rows, in nats.
  package let loss: Double
  /// Rows scored: masked pieces, or sequences.
  package let rows: Int
  /// Rows whose highest score was the right one.
  package let correct: Int
}

/// The loss of a data set's objective: masked language modelling or classification.
struct Objective {
  let data: EncodedDataset
  private let masking: Masking?

  init(_ data: EncodedDataset) throws {
    self.data = data
    masking =
      data.objective == .maskedLanguageModelling
      ? try Masking(vocabulary: data.vocabulary) : nil
  }

  /// A split with something to learn or to compare with.
  ///
  /// - Throws: `DatasetError` where it is missing, empty, or without the labels that are wanted.
  func split(_ name: String) throws(DatasetError) -> EncodedSplit {
    let split = try data.split(name)
    guard masking != nil || split.labels != nil else {
      throw DatasetError("the split '\(name)' has no labels; choose another one")
    }
    return split
  }

  /// A training batch as the step's masking leaves it.
  func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    masking.map { ScoredBatch($0.training(batch, seed: seed, step: step)) } ?? ScoredBatch(batch)
  }

  /// An evaluation batch, masked the same way each time.
  func evaluation(_ batch: Batch) -> ScoredBatch {
    masking.map { ScoredBatch($0.evaluation(batch)) } ?? ScoredBatch(batch)
  }
}

/// A batch with the rows that are scored and what is right there.
struct ScoredBatch {
  let tokens: PackedTokens
  /// Masked pieces; nil where each sequence is classified.
  let maskedRows: [Int32]?
  let targets: [Int32]

  init(tokens: PackedTokens, maskedRows: [Int32]?, targets: [Int32]) {
    (self.tokens, self.maskedRows, self.targets) = (tokens, maskedRows, targets)
  }

  init(_ masked: MaskedBatch) {
    tokens = PackedTokens(masked.batch)
    (maskedRows, targets) = (masked.maskedRows, masked.targets)
  }

  init(_ batch: Batch) {
    tokens = PackedTokens(batch)
    (maskedRows, targets) = (nil, batch.labels)
  }

  /// The tokens whose last hidden states a head reads.
  var readRows: ReadRows {
    maskedRows.map { ReadRows($0, of: tokens.sequences) } ?? ReadRows(firstOf: tokens.sequences)
  }

  /// The loss of an encoder on this batch, ready for the backward pass.
  func loss(_ encoder: Encoder, tape: Tape) -> (variable: Variable, score: BatchScore) {
    loss(encoder.lastStates(tokens, reading: readRows), encoder, tape: tape)
  }

  /// The loss of the encoder's head on the last hidden states of ``readRows``.
  func loss(
    _ states: Variable, _ encoder: Encoder, tape: Tape
  ) -> (variable: Variable, score: BatchScore) {
    let result =
      maskedRows == nil
      ? tape.crossEntropy(logits: encoder.classLogits(states), labels: targets)
      : encoder.languageLoss(states, targets: targets)
    let score = BatchScore(
      loss: Double(result.mean), rows: targets.count, correct: result.correct)
    return (result.loss, score)
  }
}

extension PackedTokens {
  init(_ batch: Batch) {
    self.init(
      ids: batch.ids, segments: batch.segments, positions: batch.positions,
      offsets: batch.offsets)
  }
}
