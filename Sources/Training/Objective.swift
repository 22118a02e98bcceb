internal import Datasets
internal import Models

/// The loss of a data set's objective: which rows are read, and what is right there.
struct Objective {
  let data: EncodedDataset
  /// Whose head is read, where tasks have heads of their own.
  private let task: String?
  private let masking: Masking?

  /// - Parameter rule: Of the masking, where pieces are guessed.
  init(
    _ data: EncodedDataset, masking rule: MaskingRule = MaskingRule(), task: String? = nil
  ) throws {
    (self.data, self.task) = (data, task)
    masking =
      data.content == .runningText
      ? try Masking(vocabulary: data.vocabulary, rule: rule) : nil
  }

  /// A split with something to learn or to compare with.
  ///
  /// - Throws: `DatasetError` where it is missing, empty, or without what is to be told.
  func split(_ name: String) throws(DatasetError) -> EncodedSplit {
    let split = try data.split(name)
    let isComplete =
      switch data.content {
      case .runningText: true
      case .classes: split.labels != nil
      case .scores: split.scores != nil
      case .answers: split.spans != nil
      }
    guard isComplete else {
      throw DatasetError("the split '\(name)' has nothing to compare with; choose another one")
    }
    return split
  }

  /// A training batch as the step's masking leaves it.
  func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    masking.map { masked($0.training(batch, seed: seed, step: step)) } ?? scored(batch)
  }

  /// An evaluation batch, masked the same way each time.
  func evaluation(_ batch: Batch) -> ScoredBatch {
    masking.map { masked($0.evaluation(batch)) } ?? scored(batch)
  }

  private func masked(_ batch: MaskedBatch) -> ScoredBatch {
    let order = ScoredBatch.SegmentOrder(labels: batch.batch.labels, weight: 1)
    return ScoredBatch(
      tokens: PackedTokens(batch.batch),
      goal: .pieces(batch.targets, rows: batch.maskedRows), order: data.isOrdered ? order : nil)
  }

  private func scored(_ batch: Batch) -> ScoredBatch {
    let goal: ScoredBatch.Goal =
      switch data.content {
      case .scores: .scores(batch.scores)
      case .answers: .spans(starts: batch.starts, ends: batch.ends)
      case .classes, .runningText: .classes(batch.labels)
      }
    return ScoredBatch(tokens: PackedTokens(batch), goal: goal, task: task)
  }
}
