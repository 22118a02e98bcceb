/// Searches for the best penalty: tries a grid from strong to weak, and goes beyond it where an
/// edge is the best.
package struct PenaltySearch: Sendable {
  /// Penalties that are always tried; scikit-learn's `C` is one over a penalty.
  package static let grid = [30, 10, 3, 1, 0.3, 0.1, 0.03]
  /// Penalties beyond the strong edge of the grid.
  static let stronger = [100.0, 300, 1000]
  /// Penalties beyond the weak edge of the grid.
  static let weaker = [0.01, 0.003, 0.001]

  /// Penalties that were tried, in order.
  package private(set) var tried: [Double] = []
  package private(set) var best = grid[0]
  private var leastLoss = Double.infinity

  /// Whether the best is one beyond which nothing is tried, so that another may be better still.
  package var endsAtLimit: Bool { best == Self.stronger.last || best == Self.weaker.last }

  /// Searches by the losses of penalties.
  ///
  /// - Parameter loss: Returns the loss of a penalty on rows held out; nil to stop.
  /// - Returns: nil where it was stopped.
  init?(_ loss: (Double) -> Double?) {
    for penalty in Self.grid {
      guard judge(penalty, loss) else { return nil }
    }
    let edges = [(Self.grid.last, Self.weaker), (Self.grid.first, Self.stronger)]
    for (edge, further) in edges where best == edge {
      for penalty in further {
        guard judge(penalty, loss) else { return nil }
        guard best == penalty else { break }
      }
    }
  }

  /// Tries a penalty, and returns whether the search goes on.
  private mutating func judge(_ penalty: Double, _ loss: (Double) -> Double?) -> Bool {
    guard let found = loss(penalty) else { return false }
    tried.append(penalty)
    if found < leastLoss { (best, leastLoss) = (penalty, found) }
    return true
  }
}
