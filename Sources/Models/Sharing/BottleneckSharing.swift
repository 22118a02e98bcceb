package import Options

/// One layer at all depths, which differ by bottleneck adapters before attention and before the
/// feed-forward network.
///
/// MiniALBERT (arXiv 2210.06425). With its normalisation a fresh adapter changes what a donor
/// computes; without, it starts as the identity.
package struct BottleneckSharing: SharingStrategy {
  package static let name = "bottleneck"
  package static let about = "one layer at all depths, with bottleneck adapters (MiniALBERT)"

  package var adapter = Bottleneck()

  package static let options: [OptionProperty<BottleneckSharing>] =
    Bottleneck.options(inside: \.adapter)

  package init() {}

  package var bottleneck: Bottleneck? { adapter }
}
