/// The six matrices of a transformer layer, by their names in checkpoints.
public enum MatrixKind: String, Sendable, Codable, CaseIterable {
  case query, key, value
  case attentionOutput = "attention_output"
  case intermediate, output

  /// The four projections of the attention block: where MPOBERT's adapters stand.
  public static let attention: [MatrixKind] = [.query, .key, .value, .attentionOutput]
}

/// The two normalisations of a transformer layer.
public enum NormKind: String, Sendable, Codable, CaseIterable {
  case attention = "attention_norm"
  case output = "output_norm"
}

/// Where a layer may have a bottleneck adapter: before attention, or before the feed-forward
/// network.
public enum BottleneckPlace: String, Sendable, Codable, CaseIterable {
  case attention = "attention_bottleneck"
  case output = "output_bottleneck"
}

/// A place in the encoder that needs a parameter; a sharing strategy says which place owns it.
public struct ParameterSlot: Hashable, Sendable {
  /// What of a layer the parameter belongs to.
  public enum Site: Hashable, Sendable {
    case matrix(MatrixKind)
    case norm(NormKind)
    case bottleneck(BottleneckPlace)
  }

  /// Which parameter of the site it is.
  public enum Part: Hashable, Sendable {
    /// A whole weight matrix.
    case dense
    /// The middle local tensor of a matrix product operator.
    case central
    /// Another local tensor, counted from 1 as in checkpoints: 1, 2, 4, 5 of five.
    case auxiliary(Int)
    case adapterUp, adapterDown
    /// What is added to a matrix's main diagonal.
    case diagonal
    case bias
    /// The scale of a normalisation.
    case scale
    /// Of a bottleneck: the bias under its activation, and the shift of its normalisation.
    case downBias, shift
  }

  public let layer: Int
  public let site: Site
  public let part: Part

  public init(layer: Int, site: Site, part: Part) {
    self.layer = layer
    self.site = site
    self.part = part
  }

  /// The same place in another layer.
  public func inLayer(_ layer: Int) -> ParameterSlot {
    ParameterSlot(layer: layer, site: site, part: part)
  }

  /// Whether it belongs to the attention block, its norm included.
  var isOfAttention: Bool {
    switch site {
    case .matrix(let matrix): MatrixKind.attention.contains(matrix)
    case .norm(let norm): norm == .attention
    case .bottleneck(let place): place == .attention
    }
  }

  /// Whether it is small and each layer's own by design.
  var isOfAdapter: Bool {
    if case .bottleneck = site { return true }
    return part == .adapterUp || part == .adapterDown || part == .diagonal
  }

  var isOfNorm: Bool {
    if case .norm = site { true } else { false }
  }
}
