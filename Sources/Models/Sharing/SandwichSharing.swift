public import Options

/// The first and the last layer are their own; those between share their matrices and biases, and
/// keep their norms.
///
/// Subformer's sandwich (arXiv 2101.00234).
public struct SandwichSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "sandwich", about: "all but the first and last layer share, norms apart (Subformer)",
    options: [])
  public static let isFactorised = false

  private let layers: Int

  public init(options: Value, layers: Int) { self.layers = layers }

  public func shares(_ slot: ParameterSlot) -> Bool {
    !slot.isOfAdapter && !slot.isOfNorm && slot.layer > 0 && slot.layer < layers - 1
  }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(1) : slot
  }
}
