package import Options

/// All layers use one feed-forward network; attention and both norms are each layer's own.
///
/// "One Wide Feedforward is All You Need" (arXiv 2309.01826), whose network is also wider:
/// `encoder.intermediate` sets that. It differs from `ffn` by the norms.
package struct OneFeedForwardSharing: SharingStrategy {
  package static let name = "one-ffn"
  package static let about =
    "one feed-forward network for all layers, norms their own (One Wide FFN)"
  package static let options: [OptionProperty<OneFeedForwardSharing>] = []

  package init() {}

  package func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAttention && !slot.isOfNorm }
}
