/// The sizes of a post-LN transformer encoder (BERT, or ALBERT where `embedding` differs from
/// `hidden`).
public struct EncoderShape: Hashable, Sendable, Codable {
  /// How a feed-forward block is activated: the exact GELU of BERT, or ALBERT's tanh form of it.
  public enum Activation: String, Sendable, Codable, CaseIterable {
    case gelu
    case geluTanh = "gelu_tanh"
  }

  /// What a block adds its result to: its input, or its input times (2 · layers)^(1/4) as in
  /// DeepNorm (arXiv 2203.00555), whose fresh matrices are scaled too.
  public enum Residual: String, Sendable, Codable, CaseIterable {
    case plain, deepnorm
  }

  /// BERT's `initializer_range`.
  public static let usualDeviation = 0.02

  public var layers: Int
  public var hidden: Int
  public var heads: Int
  public var intermediate: Int
  /// The width of the embedding tables; a projection to `hidden` follows where it is smaller.
  public var embedding: Int
  public var vocabulary: Int
  /// The longest sequence, in pieces.
  public var positions: Int
  /// Segment ids: 2 where pairs of sentences are told apart.
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

  /// What a block's input is multiplied by before the block's result is added: DeepNorm's α.
  var residualGain: Double {
    residual == .plain ? 1 : Double(2 * layers).squareRoot().squareRoot()
  }

  /// What a fresh matrix is multiplied by: DeepNorm's β, which spares queries and keys.
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
