/// One of the six matrices of a transformer layer, by its name in checkpoints.
public enum MatrixKind: String, Sendable, Codable, CaseIterable {
  case query, key, value
  case attentionOutput = "attention_output"
  case intermediate, output

  /// The four projections of the attention block, which have MPOBERT's adapters.
  public static let attention: [MatrixKind] = [.query, .key, .value, .attentionOutput]

  /// The two matrices of the feed-forward network, which experts have each for itself.
  static let feedForward: [MatrixKind] = [.intermediate, .output]
}

/// One of the two normalisations of a transformer layer.
public enum NormKind: String, Sendable, Codable, CaseIterable {
  case attention = "attention_norm"
  case output = "output_norm"
}

/// The position of a bottleneck adapter in a layer: before attention, or before the feed-forward
/// network.
public enum BottleneckPosition: String, Sendable, Codable, CaseIterable {
  case attention = "attention_bottleneck"
  case output = "output_bottleneck"
}

/// A slot of the encoder that a parameter fills; under a sharing strategy one slot owns the
/// parameter that others use, too.
public struct ParameterSlot: Hashable, Sendable {
  /// The matrix, norm or bottleneck of a layer that the parameter belongs to.
  public enum Site: Hashable, Sendable {
    case matrix(MatrixKind)
    case norm(NormKind)
    case bottleneck(BottleneckPosition)
    /// What a layer puts out.
    case layerOutput
    /// The start of every round of a core of layers that is gone through several times.
    case injection
    /// No matrix's alone: what an adapter's terms of all layers have in common.
    case adapter
    /// What chooses the expert of a token.
    case router

    /// Name in checkpoints.
    package var name: String {
      switch self {
      case .matrix(let matrix): matrix.rawValue
      case .norm(let norm): norm.rawValue
      case .bottleneck(let position): position.rawValue
      case .layerOutput: "layer_output"
      case .injection: "injection"
      case .adapter: "adapter"
      case .router: "router"
      }
    }

    /// Whether all layers have its parameters in common, which count as layer 0's.
    var isOfAllLayers: Bool { self == .injection || self == .adapter }
  }

  public let layer: Int
  public let site: Site
  public let part: Part
  /// The expert whose own it is, from 0; nil where the layer has no experts, and for what they have
  /// in common.
  public let expert: Int?

  public init(layer: Int, site: Site, part: Part, expert: Int? = nil) {
    self.layer = layer
    self.site = site
    self.part = part
    self.expert = expert
  }

  /// Returns the same slot in another layer.
  public func inLayer(_ layer: Int) -> ParameterSlot {
    ParameterSlot(layer: layer, site: site, part: part, expert: expert)
  }

  /// Returns the same slot of an expert; nil for what all have in common.
  func ofExpert(_ expert: Int?) -> ParameterSlot {
    ParameterSlot(layer: layer, site: site, part: part, expert: expert)
  }

  /// Whether the slot belongs to the attention block, its norm included.
  var isOfAttention: Bool {
    switch site {
    case .matrix(let matrix): MatrixKind.attention.contains(matrix)
    case .norm(let norm): norm == .attention
    case .bottleneck(let position): position == .attention
    case .layerOutput, .injection, .adapter, .router: false
    }
  }

  /// Whether the slot belongs to an adapter, a loop's relaxation, a router or a routed term, which
  /// no strategy shares.
  var isOfAdapter: Bool { part.category == .adapters }

  var isOfNorm: Bool {
    if case .norm = site { true } else { false }
  }
}
