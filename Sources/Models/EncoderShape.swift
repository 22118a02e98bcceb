/// The sizes of a post-LN transformer encoder (BERT, or ALBERT where `embedding` differs from
/// `hidden`).
public struct EncoderShape: Hashable, Sendable, Codable {
  /// How a feed-forward block is activated: the exact GELU of BERT, or ALBERT's tanh form of it.
  public enum Activation: String, Sendable, Codable, CaseIterable {
    case gelu
    case geluTanh = "gelu_tanh"
  }

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
  /// Standard deviation of fresh matrices and embeddings: BERT's `initializer_range`.
  public var deviation: Double

  public init(
    layers: Int, hidden: Int, heads: Int, intermediate: Int, embedding: Int, vocabulary: Int,
    positions: Int, segments: Int = 2, activation: Activation = .gelu, normEpsilon: Float = 1e-12,
    deviation: Double = 0.02
  ) {
    precondition(hidden.isMultiple(of: heads), "heads must divide the hidden size")
    (self.layers, self.hidden, self.heads) = (layers, hidden, heads)
    (self.intermediate, self.embedding, self.vocabulary) = (intermediate, embedding, vocabulary)
    (self.positions, self.segments) = (positions, segments)
    (self.activation, self.normEpsilon, self.deviation) = (activation, normEpsilon, deviation)
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
