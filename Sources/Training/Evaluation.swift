package import Datasets
package import Models
package import Statistics
internal import Tensors

/// The result of a model on one split.
package struct Evaluation {
  /// Mean loss over all scored rows, in nats, or the mean squared error of a regression.
  package let loss: Double
  /// Share of the rows whose highest score was the right one, or of which both ends were.
  package let accuracy: Double
  /// Number of scored rows, which are masked tokens or sequences; a question may have several.
  package let rows: Int
  package let predictions: Predictions
  /// Numbers of tokens by layer and expert; empty for layers without experts.
  package let expertTokens: [[Int]]
  private let collector: any PredictionCollector

  /// Makes a table of the model's predictions for each example.
  package func examples() throws -> ExampleTable { try collector.examples() }

  /// Scores every example of a split once, in order; matrices are rebuilt once.
  ///
  /// - Parameters:
  ///   - size: Sequences of a batch.
  ///   - objective: What is scored; nil for the usual objective of the data.
  ///   - task: The task whose head scores, where tasks have heads of their own.
  ///   - progress: Called after each batch with the number of batches done and of all batches;
  ///     returns whether to go on.
  /// - Returns: nil where `progress` said to stop.
  /// - Throws: `ScoresNotFinite` where a score or a loss isn't finite; `DatasetError` where the
  ///   split is missing or has nothing to compare with.
  package static func run(
    _ model: StoredModel, data: EncodedDataset, split name: String, batch size: Int, threads: Int,
    objective wanted: (any Objective.Type)? = nil, task: String? = nil,
    progress: (Int, Int) -> Bool
  ) throws -> Evaluation? {
    let kind = wanted ?? data.usualObjective
    let objective = try kind.init(data, masking: MaskingRule(), task: task)
    let split = try kind.split(name, of: data)
    let workers = Workers(threads: threads)
    let weights = EncoderWeights(
      model.description, bank: model.bank,
      tape: Tape(arena: Arena(), workers: workers, recording: false), learning: false)
    let arena = Arena()
    let batches = split.evaluationBatches(size: size)
    let load = ExpertLoad(model.description)
    var tally = ScoreTally()
    var collector = objective.collector(for: split)
    for (index, examples) in batches.enumerated() {
      let tape = Tape(arena: arena, workers: workers, recording: false)
      let batch = objective.evaluation(split.batch(examples))
      let outcome = batch.outcome(Encoder(weights, tape: tape, load: load), tape: tape)
      guard outcome.isFinite else { throw ScoresNotFinite(split: name, examples: examples) }
      tally.add(outcome.score)
      collector.add(outcome, of: batch, examples: examples)
      guard progress(index + 1, batches.count) else { return nil }
    }
    return Evaluation(
      loss: tally.loss, accuracy: tally.accuracy, rows: tally.rows,
      predictions: try collector.predictions(), expertTokens: load.counts, collector: collector)
  }
}
