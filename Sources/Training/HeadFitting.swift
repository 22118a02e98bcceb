package import Datasets
package import Models

extension StoredModel {
  /// The same model with the head that the data need; a head that it lacks starts afresh.
  ///
  /// A head for other classes is replaced, other objectives' heads are left out, and the rest is
  /// copied; a pooler stays also where no head stands on it.
  ///
  /// - Throws: `DatasetError` where the vocabularies differ or a sequence is too long for the
  ///   model.
  package func fitted(to data: EncodedDataset, seed: Int) throws(DatasetError) -> StoredModel {
    try fitted(to: Mixture(data), seed: seed)
  }

  /// The same model with the heads that the tasks of a mixture need, as for data alone.
  package func fitted(to mixture: Mixture, seed: Int) throws(DatasetError) -> StoredModel {
    for task in mixture.tasks { try check(task.data) }
    var wanted = description
    wanted.hasLanguageHead = mixture.tasks.contains {
      $0.data.content == .runningText
    }
    wanted.hasOrderHead = mixture.tasks.contains { $0.data.isOrdered }
    wanted.hasSpanHead = mixture.tasks.contains { $0.data.content == .answers }
    wanted.classes = mixture.tasks.first { $0.name == nil }?.data.outputs ?? []
    wanted.taskHeads = mixture.tasks.compactMap(\.head)
    wanted.keepsPooler = description.hasPooler
    guard wanted != description else { return self }
    let bank = ParameterBank(ParameterLayout(wanted))
    bank.startFresh(seed: UInt64(bitPattern: Int64(seed)), description.encoder)
    let keepsClassifier = description.classes == wanted.classes
    for parameter in bank.layout.parameters
    where keepsClassifier || !parameter.name.hasPrefix("classifier") {
      guard !parameter.isOfTask || keepsTaskHead(with: parameter, in: wanted) else { continue }
      if let values = self.bank[parameter.name] { bank[parameter.name] = values }
    }
    return StoredModel(description: wanted, bank: bank, vocabulary: vocabulary)
  }

  /// Whether the head of a task that a parameter belongs to is wanted for the same classes.
  private func keepsTaskHead(with parameter: Parameter, in wanted: ModelDescription) -> Bool {
    let head = wanted.taskHeads.first { $0.owns(parameter) }
    return head.map(description.taskHeads.contains) ?? false
  }

  /// - Throws: `DatasetError` where the vocabularies differ or a sequence is too long for the
  ///   model.
  package func check(_ data: EncodedDataset) throws(DatasetError) {
    guard data.vocabulary == vocabulary else {
      throw DatasetError(
        "the model and the data have different vocabularies; "
          + "give the data's `load` stage the option `tokenizer` with the model, or its data")
    }
    let longest = data.longest
    guard longest <= description.encoder.positions else {
      throw DatasetError(
        "a sequence has \(longest) pieces, but the model has "
          + "\(description.encoder.positions) positions"
      )
    }
  }
}

extension EncodedDataset {
  /// What a classifier on the pooler puts out: a score of each class, or what a regression tells.
  package var outputs: [String] {
    switch content {
    case .runningText, .answers: []
    case .classes: classes
    case .scores: [ModelDescription.score]
    }
  }
}

extension ModelDescription {
  /// Whether a model can be scored on these data: whether it has the head that they need.
  package func hasHead(for data: EncodedDataset) -> Bool {
    switch data.content {
    case .runningText: hasLanguageHead && (hasOrderHead || !data.isOrdered)
    case .classes, .scores: classes == data.outputs
    case .answers: hasSpanHead
    }
  }
}

extension EncodedDataset {
  /// The pieces of the longest sequence.
  var longest: Int { splits.values.map(\.longest).max() ?? 0 }
}

extension EncodedSplit {
  /// The pieces of the longest sequence.
  fileprivate var longest: Int { zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0 }
}
