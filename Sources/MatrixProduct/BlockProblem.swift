internal import Tensors

/// The matrix of the normal equations for a block X [left bond, size, right bond] of a chain
/// A X B: X becomes AᵀA X BBᵀ.
struct BlockOperator {
  private let link: ChainLink
  /// AᵀA, [left bond, left bond], and BBᵀ, [right bond, right bond].
  let left, right: [Double]

  init(_ link: ChainLink, left: [Double], right: [Double]) {
    (self.link, self.left, self.right) = (link, left, right)
  }

  func times(_ x: [Double]) -> [Double] { Self.product(left, x, right, link) }

  /// The diagonal, laid out as a block is.
  var diagonal: [Double] {
    let (p, q) = (link.left, link.right)
    return (0..<p).flatMap { row in
      (0..<link.size * q).map { left[row * p + row] * right[$0 % q * q + $0 % q] }
    }
  }

  /// Multiplies by the pseudo-inverse, so that directions on which nothing depends stay 0.
  func pseudoInverseTimes(_ x: [Double]) -> [Double] {
    Self.product(
      pseudoInverse(left, size: link.left), x, pseudoInverse(right, size: link.right), link)
  }

  private static func product(
    _ left: [Double], _ x: [Double], _ right: [Double], _ link: ChainLink
  ) -> [Double] {
    let (p, q) = (link.left, link.right)
    let half = matrixProduct(left, x, rows: p, inner: p, columns: link.size * q)
    return matrixProduct(half, right, rows: p * link.size, inner: q, columns: q)
  }
}

/// The search for the block X of a chain A X B that is nearest to a matrix.
struct BlockProblem {
  let matrix: BlockOperator
  /// AᵀWBᵀ, [left bond, size, right bond].
  private let target: [Double]

  /// Makes the normal equations.
  ///
  /// - Parameters:
  ///   - whole: The matrix on the grid of its factors.
  ///   - left: A, [factors before the block, left bond].
  ///   - right: B, [right bond, factors after the block].
  init(_ link: ChainLink, _ whole: [Double], left: [Double], right: [Double]) {
    let (p, q) = (link.left, link.right)
    let (rows, columns) = (left.count / p, right.count / q)
    let leftAcross = transposed(left, rows: rows, columns: p)
    let rightAcross = transposed(right, rows: q, columns: columns)
    matrix = BlockOperator(
      link, left: matrixProduct(leftAcross, left, rows: p, inner: rows, columns: p),
      right: matrixProduct(right, rightAcross, rows: q, inner: columns, columns: q))
    let half = matrixProduct(
      leftAcross, whole, rows: p, inner: rows, columns: whole.count / rows)
    target = matrixProduct(
      half, rightAcross, rows: p * link.size, inner: columns, columns: q)
  }

  /// Computes what a block leaves of the right side of the normal equations.
  func residual(at block: [Double]) -> [Double] {
    zip(target, matrix.times(block)).map { $0 - $1 }
  }

  /// Computes the smallest change of a block that makes it the best one.
  ///
  /// A change rather than a solution, as it never makes a block worse: what the pseudo-inverse
  /// takes for zero stays as it was.
  func change(from block: [Double]) -> [Double] {
    matrix.pseudoInverseTimes(residual(at: block))
  }
}

/// Computes the pseudo-inverse of a symmetric matrix without negative eigenvalues; eigenvalues
/// below 1e-12 of the largest count as 0.
private func pseudoInverse(_ symmetric: [Double], size: Int) -> [Double] {
  let parts = singularValues(of: symmetric, rows: size, columns: size)
  let smallest = 1e-12 * (parts.values.first ?? 0)
  var scaled = parts.right
  for row in 0..<size {
    let value = parts.values[row]
    let factor = value > smallest && value > 0 ? 1 / value : 0
    for column in 0..<size { scaled[row * size + column] *= factor }
  }
  return matrixProduct(
    transposed(scaled, rows: size, columns: size),
    transposed(parts.left, rows: size, columns: size), rows: size, inner: size, columns: size)
}
