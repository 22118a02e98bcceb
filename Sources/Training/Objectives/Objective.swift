package import Datasets
package import Models
package import Statistics
package import Tensors

/// What a model learns from data: which hidden states a head reads, what is right there, and what
/// being wrong costs.
///
/// A new objective is its file and a line in ``ObjectiveCatalog``.
package protocol Objective: Sendable {
  /// Its name in specs, what it learns from and what it tells.
  static var declaration: ObjectiveDeclaration { get }

  /// The heads that a model needs to learn from data with these classes.
  ///
  /// - Parameter isOrdered: Whether sequences are two segments whose order is told.
  static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads

  /// Whether a split says what is right.
  static func isComplete(_ split: EncodedSplit) -> Bool

  /// How many hidden states are read of a sequence of so many tokens, [CLS] and [SEP] included.
  static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int

  /// A goal that asks for as much work and memory as one of these sizes, in which nothing is meant.
  ///
  /// - Parameters:
  ///   - rowsRead: Of each sequence.
  ///   - model: Whose heads are read.
  static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal

  /// - Parameters:
  ///   - masking: Which pieces are hidden in training, where pieces are.
  ///   - task: Whose head is read, where tasks have heads of their own.
  init(_ data: EncodedDataset, masking: MaskingRule, task: String?) throws

  /// A batch as a training step sees it.
  func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch

  /// A batch as every evaluation sees it.
  func evaluation(_ batch: Batch) -> ScoredBatch

  /// Gathers what a model says of a split whose evaluation batches come in order.
  func collector(for split: EncodedSplit) -> any PredictionCollector
}

extension Objective {
  package static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int { 1 }

  /// The heads that a model needs to learn from these data.
  package static func heads(for data: EncodedDataset) -> RequiredHeads {
    heads(classes: data.classes, isOrdered: data.isOrdered)
  }

  /// A split of the data with something to learn or to compare with.
  ///
  /// - Throws: `DatasetError` where it is missing, empty, or without what is to be told.
  static func split(_ name: String, of data: EncodedDataset) throws(DatasetError) -> EncodedSplit {
    let split = try data.split(name)
    guard isComplete(split) else {
      throw DatasetError("the split '\(name)' has nothing to compare with; choose another one")
    }
    return split
  }
}

/// What a model says of a split, gathered batch by batch.
package protocol PredictionCollector {
  /// Takes over what came of a batch.
  ///
  /// - Parameter examples: Their numbers in the split, one for each sequence.
  mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int])

  /// All of it, once every batch has been added.
  func predictions() throws -> Predictions

  /// The same example by example, of a split of which every example has been added.
  func examples() throws -> ExampleTable
}
