/// How large the bonds of a decomposition are.
package enum BondRule: Sendable, Equatable {
  /// Exact.
  case full
  /// No bond above the cap.
  case cap(Int)
  /// A cap for each inner bond.
  case caps([Int])
  /// The relative error ‖W - Ŵ‖/‖W‖ stays below this.
  case relativeError(Double)
  /// The chain has at most so many parameters for each of the matrix: MPOP's compression ratio
  /// (arXiv 2106.02205, eq. 5). A chain with all bonds 1 is the least there is.
  case ratio(Double)

  /// Whether the bonds depend on what the matrices hold.
  package var needsSpectra: Bool {
    switch self {
    case .full, .cap, .caps: false
    case .relativeError, .ratio: true
    }
  }

  /// The bonds, both ends included, for matrices that are to have the same ones.
  ///
  /// - Parameter spectra: Of each matrix, the Schmidt values at each inner bond; unused unless
  ///   ``needsSpectra``.
  package func bonds(_ factors: FactorShape, spectra: [[[Double]]] = []) -> [Int] {
    let full = factors.fullBonds
    switch self {
    case .full: return full
    case .cap(let cap): return factors.bonds(cap: cap)
    case .caps(let caps): return [1] + zip(full.dropFirst(), caps).map { min($0, $1) } + [1]
    case .relativeError(let error):
      let each = spectra.map { bonds(of: $0, error: error) }
      return [1] + (0..<factors.count - 1).map { k in each.map { $0[k] }.max() ?? 1 } + [1]
    case .ratio(let ratio):
      let limit = ratio * Double(factors.rowCount * factors.columnCount)
      return bonds(factors, pooled: pooled(spectra), limit: limit)
    }
  }

  /// Each bond may drop its share of the error's square, so that all stay below it together:
  /// ‖W - Ŵ‖² ≤ Σ ε_k² (MPOP, eq. 4).
  private func bonds(of spectra: [[Double]], error: Double) -> [Int] {
    spectra.map { values in
      let total = values.reduce(0) { $0 + $1 * $1 }
      let allowed = error * error * total / Double(spectra.count)
      var (kept, dropped) = (values.count, 0.0)
      while kept > 1 {
        dropped += values[kept - 1] * values[kept - 1]
        if dropped > allowed { break }
        kept -= 1
      }
      return kept
    }
  }

  /// The Schmidt values above one threshold for all bonds, the lowest that keeps the limit.
  private func bonds(_ factors: FactorShape, pooled: [[Double]], limit: Double) -> [Int] {
    func bonds(above threshold: Double) -> [Int] {
      [1] + pooled.map { values in max(1, values.count { $0 > threshold }) } + [1]
    }
    let thresholds = [-1] + pooled.joined().sorted()
    var (low, high) = (0, thresholds.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if Double(factors.parameterCount(bonds: bonds(above: thresholds[middle]))) <= limit {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return bonds(above: thresholds[low])
  }

  /// The root of the sum of squares over the matrices, value by value, each matrix at norm 1.
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
