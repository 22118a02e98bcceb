public import Options

/// All layers use one feed-forward network; attention and both norms are each layer's own.
///
/// "One Wide Feedforward is All You Need" (arXiv 2309.01826), whose network is also wider:
/// `encoder.intermediate` sets that. It differs from `ffn` by the norms.
public struct OneFeedForwardSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "one-ffn", about: "one feed-forward network for all layers, norms their own (One Wide FFN)",
    options: [])
  public static let isFactorised = false

  public init(options: Value, layers: Int) {}

  public func shares(_ slot: ParameterSlot) -> Bool {
    !slot.isOfAttention && !slot.isOfAdapter && !slot.isOfNorm
  }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(0) : slot
  }
}
