public import Options

/// One layer for all depths, told apart by bottleneck adapters before attention and before the
/// feed-forward network.
///
/// MiniALBERT (arXiv 2210.06425). With its normalisation a fresh adapter changes what a donor
/// computes; without, it starts as nothing.
public struct BottleneckSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "bottleneck", about: "one layer at all depths, with bottleneck adapters (MiniALBERT)",
    options: [
      OptionDeclaration(
        "reduction", .integer(1...65536), .standard(.integer(16)),
        "the hidden size over the adapters' width"),
      OptionDeclaration(
        "norm", .boolean, .standard(.boolean(true)), "whether an adapter ends in a normalisation"),
    ])
  public static let isFactorised = false
  public let bottleneck: Bottleneck?

  public init(options: Value, layers: Int) {
    bottleneck = Bottleneck(
      reduction: options["reduction"]?.integer ?? 16, hasNorm: options["norm"]?.boolean ?? true)
  }

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(0) : slot
  }
}
