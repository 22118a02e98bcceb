public import Options

/// A low-rank term of each layer's own on its matrices: W + scale · up · down, up [rows, rank],
/// down [rank, columns].
///
/// The form of LoRA (arXiv 2106.09685), added as in MPOBERT (arXiv 2303.16753, Algorithm 2 line
/// 10).
public struct Adapter: OptionSet, Hashable, Codable {
  /// The matrix or tensor that the term is added to.
  public enum Target: String, Sendable, Codable, CaseIterable {
    /// The whole matrix, as MPOBERT does.
    case weight
    /// The central tensor, seen as a matrix of its left bond and row factor by its column factor
    /// and right bond.
    case central
  }

  /// Rank of up · down; 0 for no adapter.
  public var rank = 8
  public var scale: Float = 1
  public var matrices = MatrixKind.attention
  public var target = Target.weight

  /// The names in `model.json`.
  private enum CodingKeys: String, CodingKey {
    case rank, scale, matrices
    case target = "place"
  }

  public static let options: [OptionProperty<Adapter>] = [
    .option("rank", \.rank, .integer(0...4096), "rank of up · down; 0 for no adapter"),
    .option("scale", \.scale, .number(0...1e6), "factor that up · down is multiplied by"),
    .option(
      "matrices", \.matrices, .list(.choice),
      "matrices that have one: MPOBERT's four, or all six as in Relaxed Recursive Transformers"),
    .option(
      "to", \.target, .choice,
      "what up · down is added to: the whole matrix, as in MPOBERT, or its central tensor"),
  ]

  public init() {}

  /// The adapter itself; nil where its rank is 0, which stands for none.
  public var nilIfRankZero: Adapter? { rank > 0 ? self : nil }
}
