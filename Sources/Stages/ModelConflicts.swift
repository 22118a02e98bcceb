internal import Models
internal import Pipeline
internal import Training

extension EncoderOptions {
  /// What the sizes say against each other.
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
  /// What it says against the way of sharing.
  func conflicts(with sharing: any SharingStrategy) -> [OptionConflict] {
    guard place == .central, !sharing.isFactorised else { return [] }
    return [
      OptionConflict(
        "adapter", "'to: central' needs central tensors, which '\(sharing.name)' has none of",
        hint: "leave it out, or share by 'mpo'")
    ]
  }
}

extension ModelDescription {
  /// Tells whether adapters have a higher rank than what they are added to; nil where none has.
  var misfitOfAdapter: Misfit? {
    guard let adapter else { return nil }
    let place = adapter.place == .central ? "central tensor of the matrix" : "matrix"
    return adapter.matrices.lazy.filter { adapter.rank > fullRank(ofAdapterOf: $0) }.map { matrix in
      let most = fullRank(ofAdapterOf: matrix)
      return Misfit(
        "an adapter of rank \(adapter.rank) is larger than the \(place) '\(matrix.rawValue)', "
          + "whose rank is \(most) at most",
        cure: "write a rank from 1 to \(most)")
    }.first
  }
}
