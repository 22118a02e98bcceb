internal import CKernels

/// Solves matrix · solution = right side by conjugate gradients, where the matrix is symmetric, has
/// no negative eigenvalue, and is known by its products alone (Hestenes and Stiefel, Journal of
/// Research of the National Bureau of Standards 49, 1952); scaled by its diagonal.
///
/// Every sum runs in one order, so any number of threads gives the same bits.
package struct ConjugateGradients {
  private let workers: Workers
  private let direction, curved: Vector

  package init(_ count: Int, workers: Workers) {
    self.workers = workers
    (direction, curved) = (Vector(count), Vector(count))
  }

  /// - Parameters:
  ///   - rest: The right side; what is left of it in the end.
  ///   - diagonal: The matrix's, or what stands for it; positive.
  ///   - solution: Replaced.
  ///   - reduction: It ends where the rest, measured with the diagonal's inverse, is so many times
  ///     what it was.
  ///   - most: Steps that it takes at most.
  ///   - multiply: Replaces its second vector by the product of the matrix and the first; returns
  ///     whether to go on.
  /// - Returns: The steps taken; nil where `multiply` said to stop.
  package func solve(
    _ rest: Vector, diagonal: Vector, into solution: Vector, reduction: Double, most: Int,
    _ multiply: (Vector, Vector) -> Bool
  ) -> Int? {
    solution.clear()
    direction.clear()
    var left = move(by: 0, solution, rest, diagonal)
    let wanted = left * reduction * reduction
    turn(share: 0, rest, diagonal)
    var steps = 0
    while left > wanted, steps < most {
      guard multiply(direction, curved) else { return nil }
      let curvature = workers.dot(direction, curved)
      guard curvature > 0 else { break }
      let next = move(by: left / curvature, solution, rest, diagonal)
      turn(share: next / left, rest, diagonal)
      left = next
      steps += 1
    }
    return steps
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
