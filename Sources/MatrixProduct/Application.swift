package import Tensors

extension FactorShape {
  /// Number of multiply-adds to apply a chain of these bonds to one row, tensor after tensor; the
  /// dense matrix takes `rowCount * columnCount`.
  package func applicationCost(bonds: [Int]) -> Int {
    (0..<count).reduce(0) { cost, k in
      let done = rows[..<k].reduce(1, *)
      let remaining = columns[(k + 1)...].reduce(1, *)
      return cost + done * remaining * bonds[k] * size(k) * bonds[k + 1]
    }
  }

  /// Whether applying the tensors is faster than rebuilding the matrix.
  ///
  /// Small products and the permutations between them run far below the speed of one large product,
  /// so there must be fewer multiply-adds by a margin (`bench contraction` measures it; half the
  /// margin breaks even).
  package func appliesDirectly(bonds: [Int]) -> Bool {
    Self.margin * applicationCost(bonds: bonds) < rowCount * columnCount
  }

  private static let margin = 32
}

extension Tape {
  /// Computes y = x Wᵀ for the matrix W of a chain, without rebuilding it.
  ///
  /// - Parameters:
  ///   - x: [count, the factors' columns]; y is [count, the factors' rows].
  ///   - tensors: Tensor k is [bonds[k], row factor, column factor, bonds[k + 1]].
  package func apply(
    _ tensors: [Variable], factors: FactorShape, bonds: [Int], to x: Variable
  ) -> Variable {
    precondition(tensors.count == factors.count && x.shape.last == factors.columnCount)
    let count = x.count / factors.columnCount
    let first = factors.columns[0]
    // [count, other column factors, current column factor].
    var state = permuted(
      x, shape: [count, first, factors.columnCount / first], axes: [0, 2, 1])
    var (done, remaining) = (count, factors.columnCount / first)
    for k in 0..<factors.count {
      let (rows, columns) = (factors.rows[k], factors.columns[k])
      let matrix = permuted(
        tensors[k], shape: [bonds[k], rows, columns, bonds[k + 1]], axes: [0, 2, 1, 3])
      state = matrixProduct(
        reshaped(state, [done * remaining, bonds[k] * columns]),
        reshaped(matrix, [bonds[k] * columns, rows * bonds[k + 1]]))
      guard k + 1 < factors.count else { break }
      let next = factors.columns[k + 1]
      remaining /= next
      state = permuted(
        state, shape: [done, next, remaining, rows, bonds[k + 1]], axes: [0, 3, 2, 4, 1])
      done *= rows
    }
    return reshaped(state, [count, factors.rowCount])
  }
}
