public import Options

/// Layers share central tensors; auxiliary tensors and adapters stay each layer's own.
///
/// MPOBERT (arXiv 2303.16753, section 3.2.2); more than one group is its "+" form. Biases and norms
/// are tied by default, as in the paper's released code.
public struct CentralTensorSharing: SharingStrategy {
  public static let variant = OptionVariant(
    "mpo", about: "layers share the central tensor of each matrix (MPOBERT)",
    options: [
      OptionDeclaration(
        "groups", .integer(1...1024), .standard(.integer(1)),
        "runs of adjacent layers, each with central tensors of its own"),
      OptionDeclaration(
        "shares", .choice(["central", "auxiliary"]), .standard(.text("central")),
        "which tensors are shared; auxiliary is the control"),
      OptionDeclaration(
        "tie", .choice(["both", "biases", "norms", "none"]), .standard(.text("both")),
        "what else the layers of a group share"),
    ])
  public static let isFactorised = true

  private let layersPerGroup: Int
  private let sharesCentral: Bool
  private let tiesBiases: Bool
  private let tiesNorms: Bool

  public init(options: Value, layers: Int) {
    layersPerGroup = Self.layersPerGroup(groups: options["groups"]?.integer ?? 1, layers: layers)
    sharesCentral = options["shares"]?.text != "auxiliary"
    let tie = options["tie"]?.text ?? "both"
    tiesBiases = tie == "both" || tie == "biases"
    tiesNorms = tie == "both" || tie == "norms"
  }

  public func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(slot.layer / layersPerGroup * layersPerGroup) : slot
  }

  public func shares(_ slot: ParameterSlot) -> Bool {
    if slot.isOfAdapter { return false }
    if slot.isOfNorm { return tiesNorms }
    return switch slot.part {
    case .central: sharesCentral
    case .auxiliary: !sharesCentral
    case .bias: tiesBiases
    default: false
    }
  }

  /// How many adjacent layers make a group; the last group may have fewer.
  static func layersPerGroup(groups: Int, layers: Int) -> Int {
    (layers + min(groups, layers) - 1) / min(groups, layers)
  }
}
