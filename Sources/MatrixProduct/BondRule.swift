/// The rule that sets the bond dimensions of a decomposition.
package enum BondRule: Sendable, Equatable {
  /// The bonds of an exact decomposition.
  case full
  /// No bond above the cap.
  case cap(Int)
  /// No inner bond above its own cap, [inner bonds].
  case caps([Int])
  /// The relative error ‖W - Ŵ‖/‖W‖ of every matrix is at most this.
  case relativeError(Double)
  /// The chain's parameters are at most this share of the matrix's entries: MPOP's compression
  /// ratio (arXiv 2106.02205, eq. 5). A chain with all bonds 1 is the smallest there is.
  case ratio(Double)

  /// Whether the bonds depend on the matrices' Schmidt values.
  package var needsSpectra: Bool {
    switch self {
    case .full, .cap, .caps: false
    case .relativeError, .ratio: true
    }
  }

  /// Computes the bonds, both ends included, for matrices that are to have the same ones.
  ///
  /// - Parameters:
  ///   - entries: Number of entries of each matrix without the rows of zeros that pad it to the
  ///     factors; nil where none do.
  ///   - spectra: Schmidt values at each inner bond of each matrix, [matrices, inner bonds,
  ///     values]; unused unless ``needsSpectra``.
  package func bonds(
    _ factors: FactorShape, entries: Int? = nil, spectra: [[[Double]]] = []
  ) -> [Int] {
    let full = factors.fullBonds
    switch self {
    case .full: return full
    case .cap(let cap): return factors.bonds(cap: cap)
    case .caps(let caps): return [1] + zip(full.dropFirst(), caps).map { min($0, $1) } + [1]
    case .relativeError(let error):
      // ‖W - Ŵ‖² ≤ Σ ε_k² of every matrix, so the highest threshold is wanted.
      return bonds(pooled: pooled(spectra), descending: true) { bonds in
        spectra.allSatisfy {
          Decomposition.relativeErrorBound(spectra: $0, bonds: bonds) <= error
        }
      }
    case .ratio(let ratio):
      let limit = ratio * Double(entries ?? factors.rowCount * factors.columnCount)
      return bonds(pooled: pooled(spectra), descending: false) { bonds in
        Double(factors.parameterCount(bonds: factors.reachable(bonds))) <= limit
      }
    }
  }

  /// Counts at each inner bond the Schmidt values above one threshold for all bonds, so that each
  /// parameter goes where it keeps the most.
  ///
  /// - Parameters:
  ///   - pooled: Schmidt values over all matrices, [inner bonds, values].
  ///   - descending: Whether the highest threshold that fits is wanted, else the lowest.
  ///   - fits: Whether bonds satisfy the rule; from one threshold on, in that order, all do.
  private func bonds(
    pooled: [[Double]], descending: Bool, where fits: ([Int]) -> Bool
  ) -> [Int] {
    func bonds(above threshold: Double) -> [Int] {
      [1] + pooled.map { values in max(1, values.count { $0 > threshold }) } + [1]
    }
    let ascending = [-1] + pooled.joined().sorted()
    let thresholds = descending ? ascending.reversed() : ascending
    var (low, high) = (0, thresholds.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if fits(bonds(above: thresholds[middle])) { high = middle } else { low = middle + 1 }
    }
    return bonds(above: thresholds[low])
  }

  /// Pools the Schmidt values of several matrices: the root of their sum of squares, value by
  /// value, with each matrix scaled to norm 1.
  private func pooled(_ spectra: [[[Double]]]) -> [[Double]] {
    (spectra.first ?? []).indices.map { k in
      (spectra.first?[k] ?? []).indices.map { i in
        spectra.reduce(0) { sum, matrix in
          let norm = matrix[k].reduce(0) { $0 + $1 * $1 }
          return norm == 0 ? sum : sum + matrix[k][i] * matrix[k][i] / norm
        }.squareRoot()
      }
    }
  }
}
