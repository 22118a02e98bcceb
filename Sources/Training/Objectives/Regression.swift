package import Datasets
package import Models
internal import Statistics
package import Tensors

/// Learns to predict a number for a text or a pair of texts, by squared error.
package struct Regression: Objective {
  package static let declaration = ObjectiveDeclaration(
    "regress", "predicts a number for a text or a pair", content: .scores, predictions: .scores,
    hasAccuracy: false, distance: .ofScores)

  private let task: String?

  package init(_ data: EncodedDataset, masking: MaskingRule, task: String?) { self.task = task }

  package static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads {
    RequiredHeads(outputs: [ModelDescription.score])
  }

  package static func isComplete(_ split: EncodedSplit) -> Bool { split.scores != nil }

  package static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal {
    RightScores(rowsRead.map { _ in 0 }, task: model.largestTaskHead?.name)
  }

  package func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    evaluation(batch)
  }

  package func evaluation(_ batch: Batch) -> ScoredBatch {
    ScoredBatch(batch, goal: RightScores(batch.scores, task: task))
  }

  package func collector(for split: EncodedSplit) -> any PredictionCollector {
    PredictedScores(all: split.scores ?? [])
  }

  /// Collects the predicted score of each sequence, with the right one.
  private struct PredictedScores: PredictionCollector {
    /// Right scores of the whole split [examples].
    let all: [Float]
    private var predicted: [Float] = []
    private var right: [Float] = []
    private var losses: [Float] = []

    init(all: [Float]) { self.all = all }

    mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int]) {
      predicted += outcome.outputs?.numbers ?? []
      right += examples.map { all[$0] }
      losses += outcome.score.perRowLoss
    }

    func predictions() -> Predictions { .scores(predicted, right: right) }

    func examples() -> ExampleTable {
      ExampleTable(
        ["label", "predicted", "loss"],
        rows: predicted.indices.map { ["\(right[$0])", "\(predicted[$0])", "\(losses[$0])"] })
    }
  }
}

/// The right score of each sequence.
struct RightScores: Goal {
  private let scores: [Float]
  /// Task whose head is read, where tasks have heads of their own.
  private let task: String?

  init(_ scores: [Float], task: String?) { (self.scores, self.task) = (scores, task) }

  var rows: Int { scores.count }

  func readRows(of sequences: Sequences) -> ReadRows { ReadRows(firstOf: sequences) }

  func outcome(
    of states: Variable, of sequences: Sequences, _ encoder: Encoder, tape: Tape
  ) -> ScoredBatch.Outcome {
    let outputs = encoder.classLogits(states, task: task)
    let result = tape.squaredError(outputs, targets: scores)
    return ScoredBatch.Outcome(
      result.loss,
      BatchScore(loss: Double(result.mean), perRowLoss: result.perRowLoss, hits: []),
      outputs: outputs)
  }

  func part(ofSequences sequences: Range<Int>, tokens: Range<Int>) -> RightScores {
    RightScores(Array(scores[sequences]), task: task)
  }
}
