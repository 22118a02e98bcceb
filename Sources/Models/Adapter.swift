/// Low-rank terms added to weight matrices: W + scale · up · down, up [rows, rank], down [rank,
/// columns].
///
/// The form of LoRA (arXiv 2106.09685), placed as in MPOBERT (arXiv 2303.16753, Algorithm 2 line
/// 10).
public struct Adapter: Hashable, Sendable, Codable {
  public var rank: Int
  public var scale: Float
  public var matrices: [MatrixKind]

  public init(rank: Int, scale: Float = 1, matrices: [MatrixKind] = MatrixKind.attention) {
    (self.rank, self.scale, self.matrices) = (rank, scale, matrices)
  }
}
