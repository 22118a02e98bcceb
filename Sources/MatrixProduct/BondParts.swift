internal import Tensors

extension MatrixProductOperator {
  /// The squared Frobenius norm of what each index of each inner bond adds to the matrix, [inner
  /// bonds, indices].
  ///
  /// With L the product of the tensors on a bond's left and R that on its right, the matrix is
  /// Σ_m L_m ⊗ R_m, and what index m adds has the norm ‖L_m‖ ‖R_m‖: the exact error of leaving out
  /// that index alone, in any gauge. The number here is its square, which in the symmetric
  /// gauge is that of the bond's Schmidt value.
  package var squaredParts: [[Double]] {
    let (left, right) = (squaresOnTheLeft, squaresOnTheRight)
    return zip(left, right).map { pair in zip(pair.0, pair.1).map { $0 * $1 } }
  }

  /// ‖L_m‖² for each inner bond: the diagonals of the Gram matrices LᵀL, each from the one before.
  private var squaresOnTheLeft: [[Double]] {
    var (gram, found) = ([1.0], [[Double]]())
    for k in tensors.indices.dropLast() {
      let (left, right) = (bonds[k], bonds[k + 1])
      let (tensor, rows) = (tensors[k].map { Double($0) }, tensors[k].count / right)
      let weighted = matrixProduct(
        gram, tensor, rows: left, inner: left, columns: tensor.count / left)
      gram = matrixProduct(
        transposed(tensor, rows: rows, columns: right), weighted, rows: right, inner: rows,
        columns: right)
      found.append(diagonal(of: gram, size: right))
    }
    return found
  }

  /// ‖R_m‖² for each inner bond, by RRᵀ from the right.
  private var squaresOnTheRight: [[Double]] {
    var (gram, found) = ([1.0], [[Double]]())
    for k in tensors.indices.dropFirst().reversed() {
      let (left, right) = (bonds[k], bonds[k + 1])
      let (tensor, columns) = (tensors[k].map { Double($0) }, tensors[k].count / left)
      let weighted = matrixProduct(
        tensor, gram, rows: tensor.count / right, inner: right, columns: right)
      gram = matrixProduct(
        weighted, transposed(tensor, rows: left, columns: columns), rows: left, inner: columns,
        columns: left)
      found.append(diagonal(of: gram, size: left))
    }
    return found.reversed()
  }

  private func diagonal(of matrix: [Double], size: Int) -> [Double] {
    (0..<size).map { max(0, matrix[$0 * (size + 1)]) }
  }
}

/// Computes ``MatrixProductOperator/squaredParts`` of several chains with the same bonds, summed
/// over them, [inner bonds, indices].
///
/// Each chain is done by one thread and sums are in the chains' order, so the number of threads
/// changes no bit.
package func squaredParts(of chains: [MatrixProductOperator], threads: Int) -> [[Double]] {
  let all = Workers(threads: threads).map(chains.count) { chains[$0].squaredParts }
  return all.dropFirst().reduce(all.first ?? []) { sums, parts in
    zip(sums, parts).map { bond in zip(bond.0, bond.1).map { $0 + $1 } }
  }
}
