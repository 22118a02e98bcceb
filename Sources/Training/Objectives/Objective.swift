package import Datasets
package import Models
package import Statistics
package import Tensors

/// A goal of learning, which decides the hidden states that a head reads, the right answers there,
/// and the loss.
///
/// A new objective is its file and a line in ``ObjectiveCatalog``.
package protocol Objective: Sendable {
  /// Its name in specs, the data that it learns from, and its predictions.
  static var declaration: ObjectiveDeclaration { get }

  /// Returns the heads that a model needs to learn from data with these classes.
  ///
  /// - Parameter isOrdered: Whether sequences are two segments whose order is predicted.
  static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads

  /// Returns whether a split has the right answers.
  static func isComplete(_ split: EncodedSplit) -> Bool

  /// Returns the number of hidden states that are read from a sequence of so many tokens, [CLS] and
  /// [SEP] included.
  static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int

  /// Makes a goal with meaningless answers that needs as much work and memory as a real one.
  ///
  /// - Parameters:
  ///   - rowsRead: Number of rows of each sequence that are read [sequences].
  ///   - model: The model whose heads are read.
  static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal

  /// Prepares to learn from data.
  ///
  /// - Parameters:
  ///   - masking: Rule by which tokens are hidden in training, for objectives that hide some.
  ///   - task: The task whose head is read, where tasks have heads of their own.
  init(_ data: EncodedDataset, masking: MaskingRule, task: String?) throws

  /// Prepares a batch for a training step.
  func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch

  /// Prepares a batch for an evaluation, always in the same way.
  func evaluation(_ batch: Batch) -> ScoredBatch

  /// Makes a collector of the predictions for a split whose evaluation batches come in order.
  func collector(for split: EncodedSplit) -> any PredictionCollector
}

extension Objective {
  package static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int { 1 }

  /// Returns the heads that a model needs to learn from these data.
  package static func heads(for data: EncodedDataset) -> RequiredHeads {
    heads(classes: data.classes, isOrdered: data.isOrdered)
  }

  /// Returns a split of the data with something to learn or to compare with.
  ///
  /// - Throws: `DatasetError` where it is missing, empty, or has no right answers.
  static func split(_ name: String, of data: EncodedDataset) throws(DatasetError) -> EncodedSplit {
    let split = try data.split(name)
    guard isComplete(split) else {
      throw DatasetError("the split '\(name)' has nothing to compare with; choose another one")
    }
    return split
  }
}

/// Collects a model's predictions for a split, batch by batch.
package protocol PredictionCollector {
  /// Adds the result of a batch.
  ///
  /// - Parameter examples: Index in the split of each sequence's example [sequences].
  mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int])

  /// Returns all predictions, once every batch has been added.
  func predictions() throws -> Predictions

  /// Makes a table of the predictions for each example, once every example has been added.
  func examples() throws -> ExampleTable
}
