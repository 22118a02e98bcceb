internal import Tensors

/// A matrix product operator (MPO): a matrix held as a chain of local tensors.
package struct MatrixProductOperator: Sendable {
  package let factors: FactorShape
  /// Bond dimensions with both ends, which are 1: [tensors + 1].
  package let bonds: [Int]
  /// Tensor k is [bonds[k], row factor, column factor, bonds[k + 1]], row-major.
  package let tensors: [[Float]]

  package init(factors: FactorShape, bonds: [Int], tensors: [[Float]]) {
    precondition(bonds.count == factors.count + 1 && tensors.count == factors.count)
    for k in tensors.indices {
      precondition(
        tensors[k].count == bonds[k] * factors.size(k) * bonds[k + 1],
        "tensor \(k) has another size")
    }
    self.factors = factors
    self.bonds = bonds
    self.tensors = tensors
  }

  /// Index of the central tensor, from 0; the others are auxiliary.
  package var centre: Int { factors.count / 2 }

  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  /// Returns the chain with no bond above `cap`, each with its first slices.
  ///
  /// In both gauges these have the largest Schmidt values, so that slicing truncates as
  /// ``Truncation/slices`` does.
  package func sliced(toBond cap: Int) -> MatrixProductOperator {
    let wanted = bonds.map { min($0, cap) }
    let sliced = tensors.indices.map { k -> [Float] in
      let (right, kept) = (bonds[k + 1], wanted[k + 1])
      return (0..<wanted[k] * factors.size(k)).flatMap { row in
        tensors[k][row * right..<row * right + kept]
      }
    }
    return MatrixProductOperator(factors: factors, bonds: wanted, tensors: sliced)
  }

  /// Contracts the chain to its matrix, row-major [rows, columns].
  package func contracted() -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let variables = tensors.indices.map { k in
      tape.constant(
        tensors[k], shape: [bonds[k], factors.rows[k], factors.columns[k], bonds[k + 1]])
    }
    return tape.contract(variables, factors: factors, bonds: bonds).numbers
  }
}
