internal import CKernels

/// Solves matrix · solution = right side by conjugate gradients, where the matrix is symmetric, has
/// no negative eigenvalue, and is known by its products alone (Hestenes and Stiefel, Journal of
/// Research of the National Bureau of Standards 49, 1952); scaled by its diagonal.
///
/// The solution makes f(x) = ½ xᵀ matrix x - xᵀ right side least, and every step lowers f. What the
/// last steps lowered it by tells how near the end is, in a measure that no scaling of unknowns
/// changes (Nash and Sofer, Operations Research Letters 9, 1990).
///
/// Every sum runs in one order, so any number of threads gives the same bits.
package struct ConjugateGradients {
  private let workers: Workers
  private let direction, curved: Vector

  package init(_ count: Int, workers: Workers) {
    self.workers = workers
    (direction, curved) = (Vector(count), Vector(count))
  }

  /// What was reached.
  package struct End: Sendable {
    package let steps: Int
    /// By how much f fell from where x is 0.
    package let gain: Double
  }

  /// - Parameters:
  ///   - rest: The right side; what is left of it in the end.
  ///   - diagonal: The matrix's, or what stands for it; positive.
  ///   - solution: Replaced.
  ///   - closeness: It ends where the last step's gain, times the number of steps, is at most this
  ///     part of the whole gain.
  ///   - most: Steps that it takes at most.
  ///   - multiply: Replaces its second vector by the product of the matrix and the first; returns
  ///     whether to go on.
  /// - Returns: nil where `multiply` said to stop.
  package func solve(
    _ rest: Vector, diagonal: Vector, into solution: Vector, closeness: Double, most: Int,
    _ multiply: (Vector, Vector) -> Bool
  ) -> End? {
    solution.clear()
    direction.clear()
    curved.clear()
    var left = move(by: 0, solution, rest, diagonal)
    turn(share: 0, rest, diagonal)
    var end = End(steps: 0, gain: 0)
    var last = Double.infinity
    while left > 0, end.steps < most, last * Double(max(1, end.steps)) > closeness * end.gain {
      guard multiply(direction, curved) else { return nil }
      let curvature = workers.dot(direction, curved)
      guard curvature > 0 else { break }
      last = left * left / curvature / 2
      let next = move(by: left / curvature, solution, rest, diagonal)
      turn(share: next / left, rest, diagonal)
      end = End(steps: end.steps + 1, gain: end.gain + last)
      left = next
    }
    return end
  }

  /// Goes along the direction; returns the squared length of the rest.
  private func move(
    by length: Double, _ solution: Vector, _ rest: Vector, _ diagonal: Vector
  ) -> Double {
    workers.sum(of: rest.count) { range in
      let first = range.lowerBound
      return kernel_conjugate_move(
        range.count, length, direction.start + first, curved.start + first,
        diagonal.start + first, solution.start + first, rest.start + first)
    }
  }

  private func turn(share: Double, _ rest: Vector, _ diagonal: Vector) {
    workers.forEachRange(of: rest.count, by: elementTile) { range in
      let first = range.lowerBound
      kernel_conjugate_turn(
        range.count, share, rest.start + first, diagonal.start + first, direction.start + first)
    }
  }
}
