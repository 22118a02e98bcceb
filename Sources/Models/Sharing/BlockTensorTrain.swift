package import MatrixProduct
internal import Tensors

/// A matrix [n₁n₂, m₁m₂] as two cores of rank r, which have r n₁m₂ (m₁ + n₂) numbers.
///
/// W[i n₂ + j, β m₁ + α] = Σ_ρ first[β, α, i r + ρ] second[i, β r + ρ, j] ("Compute Better Spent",
/// arXiv 2406.06248, in the order of axes of its released code): for each i < n₁ and
/// β < m₂ a block [n₂, m₁] of rank r.
package struct BlockTensorTrain: Hashable, Sendable {
  private let n1, n2, m1, m2: Int
  /// Rank r of a block, at most its full rank min(n₂, m₁).
  package let rank: Int

  /// Describes the cores of a matrix.
  ///
  /// - Parameters:
  ///   - rows: The factors n₁ and n₂ of the number of rows.
  ///   - columns: The factors m₁ and m₂ of the number of columns.
  ///   - rank: The rank that is wanted; one above the full rank counts as that.
  package init(rows: [Int], columns: [Int], rank: Int) {
    precondition(rows.count == 2 && columns.count == 2 && rank > 0)
    (n1, n2) = (rows[0], rows[1])
    (m1, m2) = (columns[0], columns[1])
    self.rank = min(rank, rows[1], columns[0])
  }

  /// Shape of the first core: [m₂, m₁, n₁ r], where r runs fastest in the last axis.
  package var firstShape: [Int] { [m2, m1, n1 * rank] }
  /// Shape of the second core: [n₁, m₂ r, n₂], where r runs fastest in the middle axis.
  package var secondShape: [Int] { [n1, m2 * rank, n2] }

  package var firstFans: TensorFans { TensorFans(inputs: m1, outputs: n1 * rank) }
  package var secondFans: TensorFans { TensorFans(inputs: rank * m2, outputs: n2) }

  /// Factorises a number into two, as the paper's released code does: each prime factor, ascending,
  /// goes to the smaller product so far (the first where they are equal), and the two ascend.
  package static func factors(of number: Int) -> [Int] {
    var factors = [1, 1]
    var (rest, prime) = (number, 2)
    while rest > 1 {
      if prime * prime > rest { prime = rest }
      guard rest.isMultiple(of: prime) else {
        prime += 1
        continue
      }
      rest /= prime
      factors[factors[0] <= factors[1] ? 0 : 1] *= prime
    }
    return factors.sorted()
  }

  /// Returns the recipe of the matrix: one product for each block, and the blocks put in place.
  package func recipe(first: Recipe, second: Recipe) -> Recipe {
    let right = Recipe.permuted(first, shape: [m2, m1, n1, rank], axes: [2, 0, 3, 1])
    let left = Recipe.permuted(second, shape: [n1, m2, rank, n2], axes: [0, 1, 3, 2])
    let blocks = Recipe.batchedProduct(
      .reshaped(left, [n1 * m2, n2, rank]), .reshaped(right, [n1 * m2, rank, m1]))
    let placed = Recipe.permuted(blocks, shape: [n1, m2, n2, m1], axes: [0, 2, 1, 3])
    return .reshaped(placed, [n1 * n2, m1 * m2])
  }

  /// Returns the cores whose matrix is nearest to a given one, row-major, in the sum of squares.
  ///
  /// No two blocks have a number in common, so the truncated singular value decomposition of each
  /// block U_r Σ_r V_rᵀ is the exact least-squares fit; both cores get √Σ.
  package func cores(nearestTo matrix: [Float]) -> (first: [Float], second: [Float]) {
    precondition(matrix.count == n1 * n2 * m1 * m2)
    var first = [Float](repeating: 0, count: firstShape.reduce(1, *))
    var second = [Float](repeating: 0, count: secondShape.reduce(1, *))
    for row in 0..<n1 {
      for column in 0..<m2 {
        let parts = singularValues(of: block(row, column, of: matrix), rows: n2, columns: m1)
        let count = parts.values.count
        for index in 0..<rank {
          let root = parts.values[index].squareRoot()
          for inner in 0..<m1 {
            first[((column * m1 + inner) * n1 + row) * rank + index] =
              Float(root * parts.right[index * m1 + inner])
          }
          for inner in 0..<n2 {
            second[((row * m2 + column) * rank + index) * n2 + inner] =
              Float(root * parts.left[inner * count + index])
          }
        }
      }
    }
    return (first, second)
  }

  /// Returns the block of i = `row` and β = `column`, row-major [n₂, m₁].
  private func block(_ row: Int, _ column: Int, of matrix: [Float]) -> [Double] {
    (0..<n2).flatMap { inner in
      let start = (row * n2 + inner) * m1 * m2 + column * m1
      return matrix[start..<start + m1].map { Double($0) }
    }
  }
}
