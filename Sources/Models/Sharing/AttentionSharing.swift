package import Options

/// All layers share the attention block with its norm; the feed-forward block is each layer's own.
///
/// ALBERT's "shared-attention" (arXiv 1909.11942, table 4).
package struct AttentionSharing: SharingStrategy {
  package static let name = "attention"
  package static let about = "all layers share attention and its norm (ALBERT, table 4)"
  package static let options: [OptionProperty<AttentionSharing>] = []

  package init() {}

  package func shares(_ slot: ParameterSlot) -> Bool { slot.isOfAttention }
}
