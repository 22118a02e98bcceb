package import Datasets
package import Models

extension StoredModel {
  /// Returns the same model with the head that the data need; a head that it lacks starts afresh.
  ///
  /// A head for other classes is replaced, one for the same classes in another order has its rows
  /// moved, other objectives' heads are left out, and the rest is copied; a pooler stays even where
  /// no head reads it.
  ///
  /// - Parameter objective: What is learned; nil for the usual objective of the data.
  /// - Throws: `DatasetError` where the vocabularies differ or a sequence is too long for the
  ///   model.
  package func fitted(
    to data: EncodedDataset, _ objective: (any Objective.Type)? = nil, seed: Int
  ) throws(DatasetError) -> StoredModel {
    try fitted(to: Mixture(data), objective, seed: seed)
  }

  /// Returns the same model with the heads that the tasks of a mixture need, as for data alone.
  package func fitted(
    to mixture: Mixture, _ objective: (any Objective.Type)? = nil, seed: Int
  ) throws(DatasetError) -> StoredModel {
    for task in mixture.tasks { try check(task.data) }
    let heads = mixture.tasks.map { task in
      (name: task.name, heads: (objective ?? task.data.usualObjective).heads(for: task.data))
    }
    return reordered(heads.map(\.heads.outputs)).withHeads(heads, seed: seed)
  }

  /// Returns the same model with the heads of tasks; heads that it has already are kept.
  private func withHeads(
    _ heads: [(name: String?, heads: RequiredHeads)], seed: Int
  ) -> StoredModel {
    var wanted = description
    wanted.replaceHeads(by: heads)
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

  /// Returns whether the task head of a parameter is wanted for the same classes.
  private func keepsTaskHead(with parameter: Parameter, in wanted: ModelDescription) -> Bool {
    let head = wanted.taskHeads.first { $0.owns(parameter) }
    return head.map(description.taskHeads.contains) ?? false
  }

  /// Checks that the model can read the data.
  ///
  /// - Throws: `DatasetError` where the vocabularies differ, a sequence is too long for the model,
  ///   or has a segment that the model lacks.
  package func check(_ data: EncodedDataset) throws(DatasetError) {
    if let misfit = description.encoder.misfit(segments: data.segments) {
      throw DatasetError(misfit.description)
    }
    guard data.vocabulary == vocabulary else {
      throw DatasetError(
        "the model and the data have different vocabularies; "
          + "give the data's `load` stage the option `tokenizer` with the model, or its data")
    }
    let longest = data.longest
    guard longest <= description.encoder.positions else {
      throw DatasetError(
        "a sequence has \(longest) tokens, but the model has "
          + "\(description.encoder.positions) positions"
      )
    }
  }
}

extension EncodedDataset {
  /// Number of tokens of the longest sequence.
  var longest: Int { splits.values.map(\.longest).max() ?? 0 }
}

extension EncodedSplit {
  /// Number of tokens of the longest sequence.
  fileprivate var longest: Int { zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0 }
}
