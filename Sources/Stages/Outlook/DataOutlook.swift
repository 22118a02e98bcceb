internal import Datasets
internal import Models

/// What is known of data before they are read; of a mixture, what its costliest task needs.
struct DataOutlook: Sendable {
  let content: DatasetContent
  /// What a classifier puts out: nothing for language modelling and answers in a text; two where
  /// only the data tell how many classes there are.
  let outputs: [String]
  /// Whether sequences are two segments whose order is told.
  let isOrdered: Bool
  /// The most pieces that the vocabulary may have.
  let vocabulary: Int
  /// The most pieces of a sequence.
  let longest: Int
  /// Of a mixture's tasks.
  let heads: [TaskHead]

  init(
    _ dataset: any DatasetKind, isOrdered: Bool, vocabulary: Int, longest: Int
  ) {
    content = dataset.content
    outputs =
      content == .scores ? [ModelDescription.score] : dataset.classes ?? ["one", "other"]
    self.isOrdered = isOrdered
    self.vocabulary = vocabulary
    self.longest = longest
    heads = []
  }

  /// Several tasks' data together, each under its name.
  init(mixing tasks: [(name: String, data: DataOutlook)]) {
    let all = tasks.map(\.data)
    let isMasked = all.contains { $0.content == .runningText }
    content = isMasked ? .runningText : .classes
    outputs = []
    isOrdered = all.contains(where: \.isOrdered)
    vocabulary = all.map(\.vocabulary).max() ?? 0
    longest = all.map(\.longest).max() ?? 0
    heads = tasks.filter { !$0.data.outputs.isEmpty }.map {
      TaskHead(name: $0.name, outputs: $0.data.outputs)
    }
  }
}

extension ModelDescription {
  /// The same model with the heads that the data need, as training fits them.
  func fitted(to data: DataOutlook) -> ModelDescription {
    var model = self
    model.keepsPooler = model.hasPooler
    model.hasLanguageHead = data.content == .runningText
    model.hasOrderHead = data.isOrdered
    model.hasSpanHead = data.content == .answers
    model.classes = data.outputs
    model.taskHeads = data.heads
    return model
  }
}
