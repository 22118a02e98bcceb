internal import Models
internal import Pipeline

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
