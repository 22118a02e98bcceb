/// Low-rank terms of each layer: W + scale · up · down, up [rows, rank], down [rank, columns].
///
/// The form of LoRA (arXiv 2106.09685), placed as in MPOBERT (arXiv 2303.16753, Algorithm 2 line
/// 10).
public struct Adapter: Hashable, Sendable, Codable {
  /// What the term is added to.
  public enum Place: String, Sendable, Codable, CaseIterable {
    /// The whole matrix, as MPOBERT does.
    case weight
    /// The central tensor, seen as a matrix of its left bond and row factor by its column factor
    /// and right bond.
    case central
  }

  public var rank: Int
  public var scale: Float
  public var matrices: [MatrixKind]
  public var place: Place

  public init(
    rank: Int, scale: Float = 1, matrices: [MatrixKind] = MatrixKind.attention,
    place: Place = .weight
  ) {
    self.rank = rank
    self.scale = scale
    self.matrices = matrices
    self.place = place
  }
}
