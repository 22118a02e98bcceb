internal import Datasets
internal import Models
internal import Tensors

/// A loss over a batch, with what people want to know beside it.
package struct BatchScore {
  /// The mean loss over the scored rows: in nats, or the mean squared error of a regression.
  package let loss: Double
  /// Rows scored: masked pieces, or sequences.
  package let rows: Int
  /// Rows whose highest score was the right one, or of which both ends were; none for a regression.
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
    /// Of each sequence, the places in it of an answer's first token and of its last one; both 0
    /// where it holds none.
    case spans(starts: [Int32], ends: [Int32])

    /// How many rows are scored.
    var rows: Int {
      switch self {
      case .pieces(let targets, _): targets.count
      case .classes(let labels): labels.count
      case .scores(let scores): scores.count
      case .spans(let starts, _): starts.count
      }
    }
  }

  /// Of sequences of two segments, which are swapped, to be told beside masked pieces.
  struct SegmentOrder: Equatable {
    /// Of each sequence: 0 in order, 1 swapped.
    let labels: [Int32]
    /// What the mean over the sequences counts beside the mean over masked pieces: 1, or in a part
    /// of a batch so much that the parts make up the whole.
    let weight: Float
  }

  let tokens: PackedTokens
  let goal: Goal
  /// Nil where there is no order to tell.
  let order: SegmentOrder?
  /// Whose head tells classes or scores, where tasks have heads of their own.
  let task: String?

  init(
    tokens: PackedTokens, goal: Goal, order: SegmentOrder? = nil, task: String? = nil
  ) {
    self.tokens = tokens
    self.goal = goal
    self.order = order
    self.task = task
  }

  /// How many rows are scored.
  var rows: Int { goal.rows }

  /// What a forward pass over a batch gives.
  struct Outcome {
    /// Ready for the backward pass.
    var loss: Variable
    let score: BatchScore
    /// Of each sequence, what a head on the pooler puts out, or of each token, its scores as an
    /// answer's end; nil where there is neither.
    let outputs: Variable?
    /// How well orders of segments are told, which the loss holds and the score doesn't.
    var order: BatchScore?
  }

  /// The tokens whose last hidden states a head reads.
  var readRows: ReadRows {
    switch goal {
    case .pieces(_, let rows):
      order == nil
        ? ReadRows(rows, of: tokens.sequences) : ReadRows(firstAnd: rows, of: tokens.sequences)
    case .classes, .scores: ReadRows(firstOf: tokens.sequences)
    case .spans: ReadRows((0..<Int32(tokens.ids.count)).map { $0 }, of: tokens.sequences)
    }
  }

  /// The loss of an encoder on this batch.
  func outcome(_ encoder: Encoder, tape: Tape) -> Outcome {
    outcome(of: encoder.lastStates(tokens, reading: readRows), encoder, tape: tape)
  }

  /// The loss of the encoder's head on the last hidden states of ``readRows``.
  func outcome(of states: Variable, _ encoder: Encoder, tape: Tape) -> Outcome {
    switch goal {
    case .pieces(let targets, let rows):
      if let order { return outcome(of: states, encoder, tape: tape, targets, rows, order) }
      return Outcome(encoder.languageLoss(states, targets: targets), outputs: nil)
    case .classes(let labels):
      let logits = encoder.classLogits(states, task: task)
      return Outcome(tape.crossEntropy(logits: logits, labels: labels), outputs: logits)
    case .scores(let scores):
      let outputs = encoder.classLogits(states, task: task)
      let result = tape.squaredError(outputs, targets: scores)
      return Outcome(
        loss: result.loss,
        score: BatchScore(loss: Double(result.mean), rows: scores.count, correct: 0),
        outputs: outputs)
    case .spans(let starts, let ends):
      let logits = encoder.spanLogits(states)
      let result = tape.spanLoss(
        logits, sequences: tokens.sequences, starts: starts, ends: ends)
      return Outcome(
        loss: result.loss,
        score: BatchScore(
          loss: Double(result.mean), rows: starts.count, correct: result.correct),
        outputs: logits)
    }
  }

  /// Masked pieces and orders of segments from the same last states.
  private func outcome(
    of states: Variable, _ encoder: Encoder, tape: Tape, _ targets: [Int32], _ rows: [Int32],
    _ order: SegmentOrder
  ) -> Outcome {
    let read = readRows
    let guessed = encoder.languageLoss(
      tape.embedding(table: states, rows: read.places(of: rows)), targets: targets)
    let logits = encoder.orderLogits(tape.embedding(table: states, rows: read.firstPlaces))
    let told = tape.crossEntropy(logits: logits, labels: order.labels)
    var outcome = Outcome(guessed, outputs: logits)
    outcome.order = BatchScore(
      loss: Double(told.mean), rows: order.labels.count, correct: told.correct)
    outcome.loss = tape.add(guessed.loss, tape.scale(told.loss, by: order.weight))
    return outcome
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
