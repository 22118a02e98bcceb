public import Options

/// A few different layers are used again and again; all but adapters is tied, norms included.
///
/// The orders of Takase and Kiyono (arXiv 2104.06022): AABBCC, ABCABC and ABCCBA.
public struct BlockSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "blocks", about: "a few different layers, each used several times (Takase and Kiyono)",
    options: [
      OptionDeclaration(
        "unique", .integer(1...1024), .required, "how many layers differ; no more than there are"),
      OptionDeclaration(
        "order", .choice(LayerBlocks.orders), .standard(.text("cycle")),
        "AABBCC, ABCABC or ABCCBA"),
    ])
  public static let isFactorised = false

  private let blocks: LayerBlocks

  public init(options: Value, layers: Int) {
    blocks = LayerBlocks(
      layers, unique: options["unique"]?.integer ?? 1, order: options["order"]?.text)
  }

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(blocks.owner(of: slot.layer)) : slot
  }
}
