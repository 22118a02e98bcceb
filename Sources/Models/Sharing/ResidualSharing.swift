public import Options

/// Runs of adjacent layers share full-rank matrices; each adds a low-rank and a diagonal term.
///
/// ResidualTransformer (arXiv 2310.02489): W_l = W + up_l · down_l + diag(d_l). Biases and norms
/// are each layer's own.
public struct ResidualSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "residual", about: "adjacent layers share matrices but for low-rank and diagonal terms",
    options: [
      OptionDeclaration(
        "unique", .integer(1...1024), .standard(.integer(1)),
        "how many runs of adjacent layers there are")
    ] + SharedStart.options)
  public static let isFactorised = false
  public static let needsAdapter = true
  public let start: SharedStart
  public let hasDiagonal = true
  private let blocks: LayerBlocks

  public init(options: Value, layers: Int) {
    blocks = LayerBlocks(layers, unique: options["unique"]?.integer ?? 1, order: "sequence")
    start = SharedStart(options: options)
  }

  public func shares(_ slot: ParameterSlot) -> Bool { slot.part == .dense }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(blocks.owner(of: slot.layer)) : slot
  }
}
