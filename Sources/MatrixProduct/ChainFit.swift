internal import Tensors

/// Chains that come near to several matrices and have some of their local tensors in common, found
/// by alternating least squares.
///
/// On the grid of its factors each matrix is W[a, c, b], and its chain A[a, p] C[p, c, q] B[q, b]
/// with the products A and B of the tensors on both sides of the centre. A step replaces one block
/// by the exact minimum of Σ ‖W - Ŵ‖² over the matrices, others fixed, or for a shared block by
/// what so many steps of conjugate gradients find of it; so no sweep raises that sum. Where inner
/// bonds cut nothing, the blocks of a sweep are A, B and C; elsewhere a block is a single tensor.
/// No paper has it for central tensors: it is our own.
///
/// A block that matrices have in common is the solution of Σ AᵀA C BBᵀ = Σ AᵀWBᵀ. Its matrix has
/// (p · q)² entries and is never formed: conjugate gradients apply its Kronecker terms, which
/// costs p · q · size · (p + q) multiply-adds for each matrix and step.
package struct ChainFit {
  private let factors: FactorShape
  private let bonds: [Int]
  /// The matrices on the grid of their factors.
  private let matrices: [[Double]]
  private let links: [ChainLink]
  /// The numbers of each link: once where it is shared, else for each matrix.
  private var numbers: [[[Double]]]

  /// Prepares to fit chains.
  ///
  /// - Parameters:
  ///   - start: A chain for each matrix, of the same factors and bonds; what they have in common is
  ///     taken from the first.
  ///   - matrices: Row-major, [rows, columns] of the factors; finite.
  ///   - shared: Indices of the tensors that all chains have in common.
  ///   - fixed: Indices of the tensors that keep their numbers.
  package init(
    _ start: [MatrixProductOperator], to matrices: [[Float]], shared: Set<Int>,
    fixed: Set<Int> = []
  ) {
    precondition(!start.isEmpty && start.count == matrices.count, "a chain for each matrix")
    let (factors, bonds) = (start[0].factors, start[0].bonds)
    (self.factors, self.bonds) = (factors, bonds)
    self.matrices = matrices.map { interleaved($0, factors) }
    links = ChainLink.links(factors, bonds, shared: shared, fixed: fixed)
    numbers = links.map { link in
      (link.isShared ? [start[0]] : start).map { link.product(of: $0) }
    }
  }

  /// The chain of each matrix.
  package var chains: [MatrixProductOperator] {
    matrices.indices.map { matrix in
      let tensors = links.indices.flatMap {
        links[$0].tensors(of: block($0, matrix), factors, bonds)
      }
      return MatrixProductOperator(
        factors: factors, bonds: bonds, tensors: tensors.map { $0.map { Float($0) } })
    }
  }

  /// Improves every block once, from left to right, the central tensor last.
  package mutating func sweep() {
    let centre = links.firstIndex { $0.tensors.contains(factors.count / 2) }
    for link in links.indices where link != centre && !links[link].isFixed { improve(link) }
    if let centre, !links[centre].isFixed { improve(centre) }
  }

  private func block(_ link: Int, _ matrix: Int) -> [Double] {
    numbers[link][links[link].isShared ? 0 : matrix]
  }

  private mutating func improve(_ link: Int) {
    if links[link].isShared {
      numbers[link][0] = add(commonChange(of: link), to: numbers[link][0])
      return
    }
    for matrix in matrices.indices {
      let (old, problem) = (numbers[link][matrix], problem(link, matrix))
      numbers[link][matrix] = add(problem.change(from: old), to: old)
    }
  }

  /// Makes the least-squares problem of a block for one matrix, others fixed.
  private func problem(_ index: Int, _ matrix: Int) -> BlockProblem {
    var (left, right) = ([1.0], [1.0])
    for before in 0..<index {
      let link = links[before]
      left = matrixProduct(
        left, block(before, matrix), rows: left.count / link.left, inner: link.left,
        columns: link.size * link.right)
    }
    for after in ((index + 1)..<links.count).reversed() {
      let link = links[after]
      right = matrixProduct(
        block(after, matrix), right, rows: link.left * link.size, inner: link.right,
        columns: right.count / link.right)
    }
    return BlockProblem(links[index], matrices[matrix], left: left, right: right)
  }

  /// Computes the change to the best block that all matrices have in common.
  private func commonChange(of link: Int) -> [Double] {
    let old = numbers[link][0]
    var residual = [Double](repeating: 0, count: old.count)
    var diagonal = residual
    var operators: [BlockOperator] = []
    for matrix in matrices.indices {
      let problem = problem(link, matrix)
      residual = add(problem.residual(at: old), to: residual)
      diagonal = add(problem.matrix.diagonal, to: diagonal)
      operators.append(problem.matrix)
    }
    let largest = diagonal.max() ?? 0
    guard largest > 0 else { return [Double](repeating: 0, count: old.count) }
    let change = Vector(old.count)
    // An unknown on which no matrix depends has a diagonal of 0, and its residual is 0.
    _ = ConjugateGradients(old.count, workers: Workers(threads: 1)).solve(
      Vector(residual), diagonal: Vector(diagonal.map { max($0, largest * 1e-10) }),
      into: change, tolerance: 1e-12, maxSteps: Self.mostSteps
    ) { direction, product in
      let x = direction.array
      product.copy(
        operators.reduce([Double](repeating: 0, count: x.count)) { add($1.times(x), to: $0) })
      return true
    }
    return change.array
  }

  /// Most steps of conjugate gradients for one block. Matrices that are related need three or four;
  /// where it ends early, the block is better than before all the same.
  private static let mostSteps = 24
}

/// Decomposes the mean of matrices of one shape, in the symmetric gauge.
package func decomposeMean(
  of matrices: [[Float]], factors: FactorShape, bonds: [Int]
) -> MatrixProductOperator {
  var sums = [Double](repeating: 0, count: matrices[0].count)
  for matrix in matrices {
    for (index, value) in matrix.enumerated() { sums[index] += Double(value) }
  }
  let mean = sums.map { Float($0 / Double(matrices.count)) }
  return decompose(mean, factors: factors, bonds: bonds, gauge: .symmetric).chain
}

func add(_ change: [Double], to numbers: [Double]) -> [Double] {
  zip(numbers, change).map { $0 + $1 }
}
