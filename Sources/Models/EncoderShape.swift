/// The sizes of a post-LN transformer encoder (BERT, or ALBERT where `embedding` differs from
/// `hidden`).
public struct EncoderShape: Hashable, Sendable, Codable {
  /// The activation of the feed-forward network: the exact GELU of BERT, or ALBERT's tanh form of
  /// it.
  public enum Activation: String, Sendable, Codable, CaseIterable {
    case gelu
    case geluTanh = "gelu_tanh"
  }

  /// The residual connection: a block's result is added to its input, or to its input times
  /// (2 · layers)^(1/4) as in DeepNorm (arXiv 2203.00555), which also scales fresh matrices.
  public enum Residual: String, Sendable, Codable, CaseIterable {
    case plain, deepnorm
  }

  /// BERT's `initializer_range`, a standard deviation.
  public static let usualDeviation = 0.02

  public var layers: Int
  public var hidden: Int
  public var heads: Int
  public var intermediate: Int
  /// Width of the embedding tables; where it is not `hidden`, a projection to that follows.
  public var embedding: Int
  public var vocabulary: Int
  /// The longest sequence, in tokens.
  public var positions: Int
  /// Number of segment ids: 2 where the two texts of a pair have different ones.
  public var segments: Int
  public var activation: Activation
  public var normEpsilon: Float
  /// Standard deviation of fresh matrices and embeddings.
  public var deviation: Double
  public var residual: Residual

  public init(
    layers: Int, hidden: Int, heads: Int, intermediate: Int, embedding: Int, vocabulary: Int,
    positions: Int, segments: Int = 2, activation: Activation = .gelu, normEpsilon: Float = 1e-12,
    deviation: Double = usualDeviation, residual: Residual = .plain
  ) {
    precondition(hidden.isMultiple(of: heads), "heads must divide the hidden size")
    self.layers = layers
    self.hidden = hidden
    self.heads = heads
    self.intermediate = intermediate
    self.embedding = embedding
    self.vocabulary = vocabulary
    (self.positions, self.segments) = (positions, segments)
    self.activation = activation
    self.normEpsilon = normEpsilon
    self.deviation = deviation
    self.residual = residual
  }

  /// The factor of a block's input in the residual connection: DeepNorm's α = (2 · layers)^(1/4).
  var residualGain: Double {
    residual == .plain ? 1 : Double(2 * layers).squareRoot().squareRoot()
  }

  /// The factor of a fresh matrix: DeepNorm's β = (8 · layers)^(-1/4), but 1 for queries and keys.
  func freshGain(of matrix: MatrixKind) -> Double {
    guard residual == .deepnorm, matrix != .query, matrix != .key else { return 1 }
    return 1 / Double(8 * layers).squareRoot().squareRoot()
  }

  /// Whether a projection stands between the embeddings and the first layer, as in ALBERT.
  public var hasFactorisedEmbedding: Bool { embedding != hidden }

  /// The rows (output features) and columns (input features) of a layer's matrix.
  public func size(of matrix: MatrixKind) -> (rows: Int, columns: Int) {
    switch matrix {
    case .query, .key, .value, .attentionOutput: (hidden, hidden)
    case .intermediate: (intermediate, hidden)
    case .output: (hidden, intermediate)
    }
  }
}
