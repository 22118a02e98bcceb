internal import Tensors

/// The gauge of a chain: how its scale is spread over its tensors. It changes no product.
package enum Gauge: String, Sendable, CaseIterable {
  /// Each bond gives both its neighbours the root of its Schmidt values (MPOBERT's released code).
  case symmetric
  /// All tensors but the last are isometries from the left, as the sweep leaves them.
  case left
}

/// The point of a decomposition at which bonds are cut.
package enum Truncation: String, Sendable, CaseIterable {
  /// Cuts at each step of the sweep, so that later steps know what earlier ones dropped.
  case sweep
  /// Cuts the exact chain in the symmetric gauge, as MPOBERT's released code does.
  case slices
}

/// A decomposed matrix, and what the truncation dropped of it.
package struct Decomposition: Sendable {
  package let chain: MatrixProductOperator
  /// The singular values found at each inner bond, [inner bonds, values]; they are its Schmidt
  /// values where no bond before it was cut.
  package let spectra: [[Double]]
  /// The Frobenius norm of what each inner bond dropped, [inner bonds].
  package let dropped: [Double]
  /// The Frobenius norm of the matrix.
  package let norm: Double

  /// The relative error ‖W - Ŵ‖ / ‖W‖ in exact arithmetic; 0 for a matrix of zeros.
  package let relativeError: Double

  /// Computes √Σε_k² / ‖W‖, which the relative error never exceeds (MPOP: arXiv 2106.02205, eq. 4).
  ///
  /// - Parameter spectra: Schmidt values of the whole matrix, [inner bonds, values].
  package static func relativeErrorBound(spectra: [[Double]], bonds: [Int]) -> Double {
    let norm = (spectra.first ?? []).reduce(0) { $0 + $1 * $1 }
    let dropped = spectra.enumerated().reduce(0.0) { sum, bond in
      sum + bond.element.dropFirst(bonds[bond.offset + 1]).reduce(0) { $0 + $1 * $1 }
    }
    return norm == 0 ? 0 : (dropped / norm).squareRoot()
  }

  /// The entanglement entropy -Σ v ln v of each inner bond, in nats, with v = λ²/Σλ² (MPOP: arXiv
  /// 2106.02205, eq. 6), [inner bonds].
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
