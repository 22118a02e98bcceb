package import Options

/// All layers share the feed-forward block with its norm; attention is each layer's own.
///
/// ALBERT's "shared-FFN" (arXiv 1909.11942, table 4).
package struct FeedForwardSharing: SharingStrategy {
  package static let name = "ffn"
  package static let about =
    "all layers share the feed-forward block and its norm (ALBERT, table 4)"
  package static let options: [OptionProperty<FeedForwardSharing>] = []

  package init() {}

  package func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAttention }
}
