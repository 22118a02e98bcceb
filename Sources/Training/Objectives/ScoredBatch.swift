package import Datasets
package import Models
internal import Tensors

/// The loss over a batch, with the loss and correctness of each row.
package struct BatchScore {
  /// Mean loss over the scored rows, in nats, or the mean squared error of a regression.
  package let loss: Double
  /// Loss of each scored row [rows], which is a masked token or a sequence.
  package let perRowLoss: [Float]
  /// Whether the highest score of each row was the right one, or both ends were [rows]; empty for a
  /// regression.
  package let hits: [Bool]

  /// Number of right rows.
  package var correct: Int { hits.count { $0 } }

  /// Number of scored rows.
  package var rows: Int { perRowLoss.count }
}

/// A batch with the rows that are scored and the right answers there.
package struct ScoredBatch {
  let tokens: PackedTokens
  let goal: any Goal

  init(tokens: PackedTokens, goal: any Goal) { (self.tokens, self.goal) = (tokens, goal) }

  init(_ batch: Batch, goal: any Goal) { self.init(tokens: PackedTokens(batch), goal: goal) }

  /// Number of scored rows.
  var rows: Int { goal.rows }

  /// The result of a forward pass over a batch.
  package struct Outcome {
    /// Loss from which the backward pass starts: the mean over the scored rows, plus the mean over
    /// orders of segments where these are predicted.
    let loss: Variable
    /// Value of ``loss``.
    let value: Double
    let score: BatchScore
    /// Outputs of a head on the pooler [sequences, outputs], or scores of each token as an answer's
    /// first and last one [tokens, 2]; nil where there is neither.
    let outputs: Variable?
    /// Score of the predicted orders of segments, which the loss includes and the score doesn't.
    let order: BatchScore?

    /// Makes an outcome whose loss is that of the score.
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

  /// Tokens whose last hidden states a head reads.
  var readRows: ReadRows { goal.readRows(of: tokens.sequences) }

  /// Computes the loss of an encoder on this batch.
  func outcome(_ encoder: Encoder, tape: Tape) -> Outcome {
    outcome(of: encoder.lastStates(tokens, reading: readRows), encoder, tape: tape)
  }

  /// Computes the loss of the encoder's head on the last hidden states of ``readRows``.
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
  package init(_ batch: Batch) {
    self.init(
      ids: batch.ids, segments: batch.segments, positions: batch.positions,
      offsets: batch.offsets)
  }
}
