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

extension Adapter {
  /// Finds contradictions to the way of sharing.
  func conflicts(with sharing: any SharingStrategy) -> [OptionConflict] {
    if target == .central, !sharing.isFactorised {
      return [
        OptionConflict(
          "adapter", "'to: central' needs central tensors, but '\(sharing.name)' has none",
          hint: "leave it out, or share by 'mpo'")
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
  /// The first adapter whose rank is higher than that of the matrix it is added to; nil for none.
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
  }
}
