internal import CKernels

/// Solves matrix · solution = right side by conjugate gradients with the diagonal as
/// preconditioner, where the matrix is symmetric, has no negative eigenvalue, and is given by its
/// products alone (Hestenes and Stiefel, Journal of Research of the National Bureau of Standards
/// 49, 1952).
///
/// The solution minimises f(x) = ½ xᵀ matrix x - xᵀ right side, and every step lowers f. By how
/// much the last step lowered it says how near the solution is, in a measure that no scaling of the
/// unknowns changes (Nash and Sofer, Operations Research Letters 9, 1990).
///
/// Every sum runs in one order, so any number of threads gives the same bits.
package struct ConjugateGradients {
  private let workers: Workers
  /// The search direction, and the matrix times it.
  private let direction, curved: Vector

  /// Allocates the vectors for systems of `count` unknowns.
  package init(_ count: Int, workers: Workers) {
    self.workers = workers
    (direction, curved) = (Vector(count), Vector(count))
  }

  /// The number of steps of a solution and its gain.
  package struct Outcome: Sendable {
    package let steps: Int
    /// The decrease of f from its value at x = 0, which is 0.
    package let gain: Double
  }

  /// Solves one system.
  ///
  /// - Parameters:
  ///   - residual: The right side; replaced by what the solution leaves of it.
  ///   - diagonal: The matrix's diagonal or an estimate of it; positive.
  ///   - solution: Replaced.
  ///   - tolerance: It ends where the last step's gain, times the number of steps, is at most this
  ///     part of the whole gain.
  ///   - maxSteps: Most steps that it takes.
  ///   - multiply: Replaces its second vector by the product of the matrix and the first; returns
  ///     whether to go on.
  /// - Returns: How far it got; nil where `multiply` returned false.
  package func solve(
    _ residual: Vector, diagonal: Vector, into solution: Vector, tolerance: Double, maxSteps: Int,
    _ multiply: (Vector, Vector) -> Bool
  ) -> Outcome? {
    solution.clear()
    direction.clear()
    curved.clear()
    var left = move(by: 0, solution, residual, diagonal)
    turn(share: 0, residual, diagonal)
    var outcome = Outcome(steps: 0, gain: 0)
    var last = Double.infinity
    while left > 0, outcome.steps < maxSteps,
      last * Double(max(1, outcome.steps)) > tolerance * outcome.gain
    {
      guard multiply(direction, curved) else { return nil }
      let curvature = workers.dot(direction, curved)
      guard curvature > 0 else { break }
      last = left * left / curvature / 2
      let next = move(by: left / curvature, solution, residual, diagonal)
      turn(share: next / left, residual, diagonal)
      outcome = Outcome(steps: outcome.steps + 1, gain: outcome.gain + last)
      left = next
    }
    return outcome
  }

  /// Moves the solution along the direction; returns the scaled square of the residual's norm.
  private func move(
    by length: Double, _ solution: Vector, _ residual: Vector, _ diagonal: Vector
  ) -> Double {
    workers.sum(of: residual.count) { range in
      let first = range.lowerBound
      return kernel_conjugate_move(
        range.count, length, direction.start + first, curved.start + first,
        diagonal.start + first, solution.start + first, residual.start + first)
    }
  }

  /// Sets direction = residual / diagonal + share · direction.
  private func turn(share: Double, _ residual: Vector, _ diagonal: Vector) {
    workers.forEachRange(of: residual.count, by: elementTile) { range in
      let first = range.lowerBound
      kernel_conjugate_turn(
        range.count, share, residual.start + first, diagonal.start + first, direction.start + first)
    }
  }
}
