internal import Tensors

/// How a chain's scale is spread over its tensors; it changes no product.
package enum Gauge: String, Sendable, CaseIterable {
  /// Each bond gives both its neighbours the root of its Schmidt values (MPOBERT's released code).
  case symmetric
  /// All tensors but the last are isometries from the left, as the sweep leaves them.
  case left
}

/// Where bonds are cut.
package enum Truncation: String, Sendable, CaseIterable {
  /// At each step of the sweep, so that later steps know what earlier ones dropped.
  case sweep
  /// From the exact chain in the symmetric gauge, as MPOBERT's released code does.
  case slices
}

/// A matrix decomposed, with what the truncation dropped.
package struct Decomposition: Sendable {
  package let chain: MatrixProductOperator
  /// The singular values met at each inner bond; where no bond before it was cut, its Schmidt
  /// values.
  package let spectra: [[Double]]
  /// The Frobenius norm of what each inner bond dropped.
  package let dropped: [Double]
  /// The Frobenius norm of the matrix.
  package let norm: Double

  /// ‖W - Ŵ‖ / ‖W‖ in exact arithmetic, 0 for a matrix of zeros.
  package let relativeError: Double

  /// √Σε_k² over ‖W‖, which the relative error never exceeds: MPOP (arXiv 2106.02205), eq. 4.
  ///
  /// - Parameter spectra: The Schmidt values of the whole matrix at each inner bond.
  package static func relativeErrorBound(spectra: [[Double]], bonds: [Int]) -> Double {
    let norm = (spectra.first ?? []).reduce(0) { $0 + $1 * $1 }
    let dropped = spectra.enumerated().reduce(0.0) { sum, bond in
      sum + bond.element.dropFirst(bonds[bond.offset + 1]).reduce(0) { $0 + $1 * $1 }
    }
    return norm == 0 ? 0 : (dropped / norm).squareRoot()
  }

  /// The entanglement entropy of each inner bond, in nats, of v = λ²/Σλ² (MPOP, eq. 6).
  package var entropies: [Double] {
    spectra.map { values in
      let total = values.reduce(0) { $0 + $1 * $1 }
      return values.reduce(0) { sum, value in
        let share = total == 0 ? 0 : value * value / total
        return share > 0 ? sum - share * naturalLogarithm(share) : sum
      }
    }
  }
}
