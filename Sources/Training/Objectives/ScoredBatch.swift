internal import Datasets
internal import Models
internal import Tensors

/// A loss over a batch, with what people want to know beside it.
package struct BatchScore {
  /// The mean loss over the scored rows: in nats, or the mean squared error of a regression.
  package let loss: Double
  /// The loss of each row: a masked piece, or a sequence.
  package let perRowLoss: [Float]
  /// Whether the highest score of each row was the right one, or both ends were; empty for a
  /// regression.
  package let hits: [Bool]

  /// How many rows are right.
  package var correct: Int { hits.count { $0 } }

  /// How many rows are scored.
  package var rows: Int { perRowLoss.count }
}

/// A batch with the rows that are scored and what is right there.
package struct ScoredBatch {
  let tokens: PackedTokens
  let goal: any Goal

  init(tokens: PackedTokens, goal: any Goal) { (self.tokens, self.goal) = (tokens, goal) }

  init(_ batch: Batch, goal: any Goal) { self.init(tokens: PackedTokens(batch), goal: goal) }

  /// How many rows are scored.
  var rows: Int { goal.rows }

  /// What a forward pass over a batch gives.
  package struct Outcome {
    /// The loss from which the backward pass starts: the mean over the scored rows, and where
    /// segments have an order, the mean over orders added to it.
    let loss: Variable
    /// The number that ``loss`` is.
    let value: Double
    let score: BatchScore
    /// Of each sequence, what a head on the pooler puts out, or of each token, its scores as an
    /// answer's end; nil where there is neither.
    let outputs: Variable?
    /// How well orders of segments are told, which the loss holds and the score doesn't.
    let order: BatchScore?

    /// A loss that the score tells.
    init(_ loss: Variable, _ score: BatchScore, outputs: Variable?) {
      self.init(loss, value: score.loss, score, outputs: outputs, order: nil)
    }

    init(
      _ loss: Variable, value: Double, _ score: BatchScore, outputs: Variable?, order: BatchScore?
    ) {
      self.loss = loss
      self.value = value
      self.score = score
      self.outputs = outputs
      self.order = order
    }
  }

  /// The tokens whose last hidden states a head reads.
  var readRows: ReadRows { goal.readRows(of: tokens.sequences) }

  /// The loss of an encoder on this batch.
  func outcome(_ encoder: Encoder, tape: Tape) -> Outcome {
    outcome(of: encoder.lastStates(tokens, reading: readRows), encoder, tape: tape)
  }

  /// The loss of the encoder's head on the last hidden states of ``readRows``.
  func outcome(of states: Variable, _ encoder: Encoder, tape: Tape) -> Outcome {
    goal.outcome(of: states, of: tokens.sequences, encoder, tape: tape)
  }
}

extension BatchScore {
  init(_ result: ClassificationLoss) {
    self.init(
      loss: Double(result.mean), perRowLoss: result.perRowLoss, hits: result.hits)
  }
}

extension PackedTokens {
  init(_ batch: Batch) {
    self.init(
      ids: batch.ids, segments: batch.segments, positions: batch.positions,
      offsets: batch.offsets)
  }
}
