public import Options

/// Tied blocks that low-rank adapters of each layer's own relax.
///
/// Relaxed Recursive Transformers (arXiv 2410.20672): everything is tied, norms included; the
/// adapters (an option of the stage, as for every strategy) start as the truncated singular value
/// decomposition of what tying takes away.
public struct RelaxedSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "relaxed", about: "tied blocks with low-rank terms of each layer's own (Relaxed Recursive)",
    options: [
      OptionDeclaration(
        "unique", .integer(1...1024), .standard(.integer(1)), "how many layers differ"),
      OptionDeclaration(
        "order", .choice(LayerBlocks.orders + LayerBlocks.middleOrders), .standard(.text("cycle")),
        "AABBCC, ABCABC or ABCCBA; middle: first and last layer apart"),
    ] + SharedStart.options)
  public static let isFactorised = false
  public static let needsAdapter = true
  public let start: SharedStart
  private let blocks: LayerBlocks

  public init(options: Value, layers: Int) {
    blocks = LayerBlocks(
      layers, unique: options["unique"]?.integer ?? 1, order: options["order"]?.text)
    start = SharedStart(options: options)
  }

  public func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfAdapter }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(blocks.owner(of: slot.layer)) : slot
  }
}
