internal import Models
internal import Pipeline
internal import Training

extension EncoderOptions {
  /// The contradictions between the sizes.
  var conflicts: [OptionConflict] {
    if hidden.isMultiple(of: heads) { return [] }
    return [
      OptionConflict(
        "encoder", "encoder.heads (\(heads)) must divide encoder.hidden (\(hidden))",
        hint: "every head has hidden / heads columns")
    ]
  }
}

extension SharingStrategy {
  /// The contradictions between the options of the strategy.
  var conflicts: [OptionConflict] {
    contradiction.map { [OptionConflict("sharing", $0.problem, hint: $0.hint)] } ?? []
  }
}

extension Adapter {
  /// Finds contradictions to the way of sharing.
  func conflicts(with sharing: any SharingStrategy) -> [OptionConflict] {
    if target == .central, !sharing.isFactorised {
      return [
        OptionConflict(
          "adapter", "the adapter is for central tensors, but '\(sharing.name)' has none",
          hint: "leave 'to' out, or share by 'mpo'")
      ]
    }
    guard rank > 0, sharing.start.adapters == .residual, !Self.fitsResiduals else { return [] }
    return [
      OptionConflict(
        "sharing",
        "'\(sharing.name)' starts adapters as what sharing takes away, which '\(name)' can't",
        hint: "write sharing: {kind: \(sharing.name), adapters: zero}")
    ]
  }
}

extension ModelDescription {
  /// What keeps the adapter from being added to this model's matrices, such as a rank above that
  /// of one of them; nil for nothing.
  var misfitOfAdapter: Misfit? {
    guard let adapter else { return nil }
    let target = adapter.target == .central ? "central tensor of the matrix" : "matrix"
    return adapter.matrices.lazy.filter { adapter.rank > fullRank(ofAdapterOf: $0) }.map { matrix in
      let most = fullRank(ofAdapterOf: matrix)
      return Misfit(
        "an adapter of rank \(adapter.rank) is larger than the \(target) '\(matrix.rawValue)', "
          + "whose rank is \(most) at most",
        cure: "write a rank from 1 to \(most)")
    }.first
      ?? adapter.problem(in: self).map {
        Misfit($0, cure: "choose other 'matrices' or other options of '\(adapter.name)'")
      }
  }
}
