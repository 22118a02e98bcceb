internal import Tensors

/// A matrix to decompose, with its factors and bonds.
package struct DecompositionRequest: Sendable {
  package let matrix: [Float]
  package let factors: FactorShape
  package let bonds: [Int]

  /// Requests a decomposition; parameters are those of
  /// ``decompose(_:factors:bonds:truncation:gauge:)``.
  package init(_ matrix: [Float], factors: FactorShape, bonds: [Int]) {
    self.matrix = matrix
    self.factors = factors
    self.bonds = bonds
  }
}

/// Decomposes several matrices, as many at a time as there are threads.
///
/// Each is done by one thread, so the number of threads changes no bit.
package func decompose(
  _ requests: [DecompositionRequest], truncation: Truncation = .sweep, gauge: Gauge, threads: Int
) -> [Decomposition] {
  Workers(threads: threads).map(requests.count) { index in
    let request = requests[index]
    return decompose(
      request.matrix, factors: request.factors, bonds: request.bonds, truncation: truncation,
      gauge: gauge)
  }
}
