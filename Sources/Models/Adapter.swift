public import Options

/// Low-rank terms of each layer: W + scale · up · down, up [rows, rank], down [rank, columns].
///
/// The form of LoRA (arXiv 2106.09685), placed as in MPOBERT (arXiv 2303.16753, Algorithm 2 line
/// 10).
public struct Adapter: OptionSet, Hashable, Codable {
  /// What the term is added to.
  public enum Place: String, Sendable, Codable, CaseIterable {
    /// The whole matrix, as MPOBERT does.
    case weight
    /// The central tensor, seen as a matrix of its left bond and row factor by its column factor
    /// and right bond.
    case central
  }

  public var rank = 8
  public var scale: Float = 1
  public var matrices = MatrixKind.attention
  public var place = Place.weight

  public static let options: [OptionProperty<Adapter>] = [
    .option("rank", \.rank, .integer(0...4096), "columns of up; 0 for no adapter"),
    .option("scale", \.scale, .number(0...1e6), "factor of up · down"),
    .option(
      "matrices", \.matrices, .list(.choice),
      "which matrices have one: MPOBERT's four, or all six, as Relaxed Recursive Transformers"),
    .option(
      "to", \.place, .choice,
      "added to the whole matrix, as in MPOBERT, or to its central tensor"),
  ]

  public init() {}

  /// The same adapter; nil where its rank is 0, which stands for none.
  public var ofSomeRank: Adapter? { rank > 0 ? self : nil }
}
