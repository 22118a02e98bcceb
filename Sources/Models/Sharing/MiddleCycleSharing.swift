public import Options

/// The first and the last layer are their own; those between take turns, ABCABC.
///
/// The middle-cycle of Mixture-of-Recursions (arXiv 2507.10524).
public struct MiddleCycleSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "middle-cycle",
    about: "all but the first and last layer repeat in a cycle (Mixture-of-Recursions)",
    options: [.uniqueMiddleLayers])
  public static let isFactorised = false

  private let blocks: LayerBlocks

  public init(options: Value, layers: Int) {
    blocks = LayerBlocks(
      layers: layers,
      middle: LayerBlocks.cycle(max(1, layers - 2), unique: options["unique"]?.integer ?? 1))
  }

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(blocks.owner(of: slot.layer)) : slot
  }
}

extension LayerBlocks {
  /// Layers between a first and a last one that are blocks of their own.
  init(layers: Int, middle: [Int]) {
    self.init(
      blocks: (0..<layers).map { layer in
        layer == 0 ? -1 : layer == layers - 1 ? -2 : middle[layer - 1]
      })
  }
}

extension OptionDeclaration {
  static let uniqueMiddleLayers = OptionDeclaration(
    "unique", .integer(1...1024), .required, "how many of the middle layers differ")
}
