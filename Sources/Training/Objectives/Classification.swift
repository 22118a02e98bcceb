package import Datasets
package import Models
internal import Statistics
package import Tensors

/// Learns to choose one of several classes for a text or a pair of texts, by cross-entropy.
package struct Classification: Objective {
  package static let declaration = ObjectiveDeclaration(
    "classify", "chooses one of several classes for a text or a pair", content: .classes,
    predictions: .classes, distance: .ofClasses)

  private let task: String?
  private let classes: [String]

  package init(_ data: EncodedDataset, masking: MaskingRule, task: String?) {
    (self.task, classes) = (task, data.classes)
  }

  package static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads {
    RequiredHeads(outputs: classes)
  }

  package static func isComplete(_ split: EncodedSplit) -> Bool { split.labels != nil }

  package static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal {
    ClassLabels(rowsRead.map { _ in 0 }, task: model.largestTaskHead?.name)
  }

  package func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    evaluation(batch)
  }

  package func evaluation(_ batch: Batch) -> ScoredBatch {
    ScoredBatch(batch, goal: ClassLabels(batch.labels, task: task))
  }

  package func collector(for split: EncodedSplit) -> any PredictionCollector {
    ChosenClasses(classes, all: split.labels ?? [])
  }
}

/// The right class of each sequence.
struct ClassLabels: Goal {
  let labels: [Int32]
  /// Task whose head is read, where tasks have heads of their own.
  private let task: String?

  init(_ labels: [Int32], task: String? = nil) { (self.labels, self.task) = (labels, task) }

  var rows: Int { labels.count }

  func readRows(of sequences: Sequences) -> ReadRows { ReadRows(firstOf: sequences) }

  func outcome(
    of states: Variable, of sequences: Sequences, _ encoder: Encoder, tape: Tape
  ) -> ScoredBatch.Outcome {
    let logits = encoder.classLogits(states, task: task)
    let result = tape.crossEntropy(logits: logits, labels: labels)
    return ScoredBatch.Outcome(result.loss, BatchScore(result), outputs: logits)
  }

  func part(ofSequences sequences: Range<Int>, tokens: Range<Int>) -> ClassLabels {
    ClassLabels(Array(labels[sequences]), task: task)
  }
}

/// Collects the classes with the highest scores, the first of equals, with the right ones.
struct ChosenClasses: PredictionCollector {
  private let classes: [String]
  /// Labels of the whole split [examples].
  private let all: [Int32]
  private var chosen: [Int32] = []
  private var labels: [Int32] = []
  private var losses: [Float] = []
  /// Scores of all classes for every sequence [sequences, classes].
  private var scores: [Float] = []

  init(_ classes: [String], all: [Int32]) { (self.classes, self.all) = (classes, all) }

  mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int]) {
    let scores = outcome.outputs?.numbers ?? []
    let width = scores.count / max(1, examples.count)
    for row in examples.indices {
      chosen.append(Self.index(ofLargestIn: scores[row * width..<(row + 1) * width]))
    }
    labels += examples.map { all[$0] }
    losses += outcome.score.perRowLoss
    self.scores += scores
  }

  func predictions() -> Predictions { .classes(chosen, labels: labels, count: classes.count) }

  func examples() -> ExampleTable {
    let rows = chosen.indices.map { row in
      [classes[Int(labels[row])], classes[Int(chosen[row])], "\(losses[row])"]
        + classes.indices.map { "\(scores[row * classes.count + $0])" }
    }
    return ExampleTable(
      ["label", "predicted", "loss"] + classes.map { "score.\($0)" }, rows: rows)
  }

  private static func index(ofLargestIn row: ArraySlice<Float>) -> Int32 {
    var best = row.startIndex
    for column in row.indices where row[column] > row[best] { best = column }
    return Int32(best - row.startIndex)
  }
}
