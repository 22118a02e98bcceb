public import Options

/// All layers but the last share their matrices and biases, and keep their norms.
///
/// A variant in Subformer's code (arXiv 2101.00234).
public struct LastLayerApartSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "all-but-last", about: "all but the last layer share, norms apart (Subformer)", options: [])
  public static let isFactorised = false

  private let layers: Int

  public init(options: Value, layers: Int) { self.layers = layers }

  public func shares(_ slot: ParameterSlot) -> Bool {
    !slot.isOfAdapter && !slot.isOfNorm && slot.layer < layers - 1
  }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(0) : slot
  }
}
