public import Options

/// All layers share the attention block with its norm; the feed-forward block is each layer's own.
///
/// ALBERT's "shared-attention" (arXiv 1909.11942, table 4).
public struct AttentionSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "attention", about: "all layers share attention and its norm (ALBERT, table 4)", options: [])
  public static let isFactorised = false

  public init(options: Value, layers: Int) {}

  public func shares(_ slot: ParameterSlot) -> Bool { slot.isOfAttention && !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(0) : slot
  }
}
