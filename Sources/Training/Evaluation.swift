package import Datasets
package import Models
internal import Tensors
internal import Tokenization

/// How well a model does on one split.
package struct Evaluation: Sendable {
  /// The mean loss over all scored rows: in nats, or the mean squared error of a regression.
  package let loss: Double
  /// The part of the rows whose highest score was the right one, or of which both ends were.
  package let accuracy: Double
  /// Masked pieces, or sequences, of which a question may have several.
  package let rows: Int
  /// Of every sequence or question; nil where pieces are guessed.
  package let predictions: Predictions?
  /// Of segments' orders, where they are told: the mean loss in nats, and the part told right.
  package let order: (loss: Double, accuracy: Double)?

  /// Scores every example of a split once, in order; matrices are rebuilt once.
  ///
  /// - Parameters:
  ///   - task: Whose head scores, where tasks have heads of their own.
  ///   - progress: Told after each batch how many are done, of how many; returns whether to go on.
  /// - Returns: nil where `progress` said to stop.
  package static func run(
    _ model: StoredModel, data: EncodedDataset, split name: String, batch size: Int, threads: Int,
    task: String? = nil, progress: (Int, Int) -> Bool
  ) throws -> Evaluation? {
    let objective = try Objective(data, task: task)
    let split = try objective.split(name)
    let workers = Workers(threads: threads)
    let weights = EncoderWeights(
      model.description, bank: model.bank,
      tape: Tape(arena: Arena(), workers: workers, recording: false), learning: false)
    let arena = Arena()
    let batches = split.evaluationBatches(size: size)
    var loss = 0.0
    var rows = 0
    var correct = 0
    var collected = CollectedPredictions()
    var search = split.spans.map { AnswerSearch($0) }
    var order: (loss: Double, rows: Int, correct: Int) = (0, 0, 0)
    for (index, examples) in batches.enumerated() {
      let tape = Tape(arena: arena, workers: workers, recording: false)
      let batch = objective.evaluation(split.batch(examples))
      let outcome = batch.outcome(Encoder(weights, tape: tape), tape: tape)
      let score = outcome.score
      loss += score.loss * Double(score.rows)
      rows += score.rows
      correct += score.correct
      if let told = outcome.order {
        order.loss += told.loss * Double(told.rows)
        order.rows += told.rows
        order.correct += told.correct
      }
      if let outputs = outcome.outputs?.numbers {
        collected.add(outputs, for: batch.goal)
        search?.add(outputs, offsets: batch.tokens.sequences.offsets, windows: examples)
      }
      guard progress(index + 1, batches.count) else { return nil }
    }
    let count = Double(max(1, rows))
    return Evaluation(
      loss: loss / count, accuracy: Double(correct) / count, rows: rows,
      predictions: try search.map { try data.answers($0, to: split) } ?? collected.predictions,
      order: order.rows == 0
        ? nil
        : (order.loss / Double(order.rows), Double(order.correct) / Double(order.rows)))
  }
}

extension EncodedDataset {
  /// What was found for the questions of a split, as text.
  fileprivate func answers(_ search: AnswerSearch, to split: EncodedSplit) throws -> Predictions? {
    guard let spans = split.spans else { return nil }
    let texts = spans.texts(of: search.stretches, tokenizer: try vocabulary.tokenizer())
    return .answers(texts, right: spans.questions.map(\.answers))
  }
}
