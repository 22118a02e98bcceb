public import Options

/// The first and the last layer are their own; those between are runs of equal ones, AABBCC.
///
/// The middle-sequence of Mixture-of-Recursions (arXiv 2507.10524).
public struct MiddleSequenceSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "middle-sequence",
    about: "all but the first and last layer are runs of equal ones (Mixture-of-Recursions)",
    options: [.uniqueMiddleLayers])
  public static let isFactorised = false

  private let blocks: LayerBlocks

  public init(options: Value, layers: Int) {
    blocks = LayerBlocks(
      layers: layers,
      middle: LayerBlocks.sequence(max(1, layers - 2), unique: options["unique"]?.integer ?? 1))
  }

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(blocks.owner(of: slot.layer)) : slot
  }
}
