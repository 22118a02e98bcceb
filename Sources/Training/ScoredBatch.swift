internal import Datasets
internal import Models
internal import Tensors

/// A loss over a batch, with what people want to know beside it.
package struct BatchScore {
  /// The mean loss over the scored rows: in nats, or the mean squared error of a regression.
  package let loss: Double
  /// Rows scored: masked pieces, or sequences.
  package let rows: Int
  /// Rows whose highest score was the right one; none for a regression.
  package let correct: Int
}

/// A batch with the rows that are scored and what is right there.
struct ScoredBatch {
  /// What is right.
  enum Goal: Equatable {
    /// Of masked pieces, by their rows: what stood there.
    case pieces([Int32], rows: [Int32])
    /// Of each sequence, its class.
    case classes([Int32])
    /// Of each sequence, its score.
    case scores([Float])
  }

  let tokens: PackedTokens
  let goal: Goal

  init(tokens: PackedTokens, goal: Goal) { (self.tokens, self.goal) = (tokens, goal) }

  init(_ masked: MaskedBatch) {
    self.init(
      tokens: PackedTokens(masked.batch), goal: .pieces(masked.targets, rows: masked.maskedRows))
  }

  /// How many rows are scored.
  var rows: Int {
    switch goal {
    case .pieces(let targets, _): targets.count
    case .classes(let labels): labels.count
    case .scores(let scores): scores.count
    }
  }

  /// What a forward pass over a batch gives.
  struct Outcome {
    /// Ready for the backward pass.
    let loss: Variable
    let score: BatchScore
    /// Of each sequence, what the classifier puts out; nil where pieces are guessed.
    let outputs: Variable?
  }

  /// The tokens whose last hidden states a head reads.
  var readRows: ReadRows {
    guard case .pieces(_, let rows) = goal else { return ReadRows(firstOf: tokens.sequences) }
    return ReadRows(rows, of: tokens.sequences)
  }

  /// The loss of an encoder on this batch.
  func outcome(_ encoder: Encoder, tape: Tape) -> Outcome {
    outcome(of: encoder.lastStates(tokens, reading: readRows), encoder, tape: tape)
  }

  /// The loss of the encoder's head on the last hidden states of ``readRows``.
  func outcome(of states: Variable, _ encoder: Encoder, tape: Tape) -> Outcome {
    switch goal {
    case .pieces(let targets, _):
      return Outcome(encoder.languageLoss(states, targets: targets), outputs: nil)
    case .classes(let labels):
      let logits = encoder.classLogits(states)
      return Outcome(tape.crossEntropy(logits: logits, labels: labels), outputs: logits)
    case .scores(let scores):
      let outputs = encoder.classLogits(states)
      let result = tape.squaredError(outputs, targets: scores)
      return Outcome(
        loss: result.loss,
        score: BatchScore(loss: Double(result.mean), rows: scores.count, correct: 0),
        outputs: outputs)
    }
  }
}

extension ScoredBatch.Outcome {
  fileprivate init(_ result: ClassificationLoss, outputs: Variable?) {
    self.init(
      loss: result.loss,
      score: BatchScore(
        loss: Double(result.mean), rows: result.perRowLoss.count, correct: result.correct),
      outputs: outputs)
  }
}

extension PackedTokens {
  init(_ batch: Batch) {
    self.init(
      ids: batch.ids, segments: batch.segments, positions: batch.positions,
      offsets: batch.offsets)
  }
}
