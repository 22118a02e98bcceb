public import Options

/// All layers share the feed-forward block with its norm; attention is each layer's own.
///
/// ALBERT's "shared-FFN" (arXiv 1909.11942, table 4).
public struct FeedForwardSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "ffn", about: "all layers share the feed-forward block and its norm (ALBERT, table 4)",
    options: [])
  public static let isFactorised = false

  public init(options: Value, layers: Int) {}

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAttention && !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(0) : slot
  }
}
