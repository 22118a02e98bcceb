internal import Tensors

/// How a chain's scale is spread over its tensors; it changes no product.
package enum Gauge: String, Sendable, CaseIterable {
  /// Each bond gives both its neighbours the root of its Schmidt values (MPOBERT's released code).
  case symmetric
  /// All tensors but the last are isometries from the left, as the sweep leaves them.
  case left
}

/// A matrix decomposed, with what the truncation dropped.
package struct Decomposition: Sendable {
  package let chain: MatrixProductOperator
  /// The singular values met at each inner bond of the sweep; at full bonds, its Schmidt values.
  package let spectra: [[Double]]
  /// The Frobenius norm of what each inner bond dropped.
  package let dropped: [Double]
  /// The Frobenius norm of the matrix.
  package let norm: Double

  /// ‖W - Ŵ‖ / ‖W‖; what successive cuts drop is orthogonal, so their squares add up.
  package var relativeError: Double {
    norm == 0 ? 0 : dropped.reduce(0) { $0 + $1 * $1 }.squareRoot() / norm
  }

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

/// Decomposes a matrix by successive singular value decompositions from the left.
///
/// MPOBERT (arXiv 2303.16753), section 3.2.1; the rows' and columns' factors are interleaved first.
/// - Parameters:
///   - matrix: Row-major, of the factors' size; finite.
///   - cap: No bond is larger; nil keeps all, which is exact.
package func decompose(
  _ matrix: [Float], factors: FactorShape, cap: Int?, gauge: Gauge
) -> Decomposition {
  precondition(matrix.count == factors.rowCount * factors.columnCount)
  var rest = interleaved(matrix, factors)
  let norm = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let wanted = factors.bonds(cap: cap)
  var (bonds, tensors, spectra, dropped) = ([1], [[Double]](), [[Double]](), [Double]())
  for k in 0..<factors.count - 1 {
    let rows = bonds[k] * factors.size(k)
    let columns = rest.count / rows
    let parts = singularValues(of: rest, rows: rows, columns: columns)
    let bond = min(wanted[k + 1], parts.values.count)
    tensors.append(firstColumns(parts.left, of: parts.values.count, keeping: bond))
    rest = (0..<bond).flatMap { i in
      parts.right[i * columns..<(i + 1) * columns].map { $0 * parts.values[i] }
    }
    spectra.append(parts.values)
    dropped.append(parts.values[bond...].reduce(0) { $0 + $1 * $1 }.squareRoot())
    bonds.append(bond)
  }
  tensors.append(rest)
  bonds.append(1)
  if gauge == .symmetric { spreadEvenly(&tensors, bonds: bonds) }
  let chain = MatrixProductOperator(
    factors: factors, bonds: bonds, tensors: tensors.map { $0.map { Float($0) } })
  return Decomposition(chain: chain, spectra: spectra, dropped: dropped, norm: norm)
}

/// The matrix as a tensor of axes (i1, j1, i2, j2, ...), in double precision.
private func interleaved(_ matrix: [Float], _ factors: FactorShape) -> [Double] {
  var places = [0]
  for k in 0..<factors.count {
    let rowStep = factors.rows[(k + 1)...].reduce(factors.columnCount, *)
    let columnStep = factors.columns[(k + 1)...].reduce(1, *)
    places = places.flatMap { place in
      (0..<factors.rows[k]).flatMap { i in
        (0..<factors.columns[k]).map { j in place + i * rowStep + j * columnStep }
      }
    }
  }
  return places.map { Double(matrix[$0]) }
}

func firstColumns(_ matrix: [Double], of width: Int, keeping count: Int) -> [Double] {
  guard count < width else { return matrix }
  return stride(from: 0, to: matrix.count, by: width).flatMap { matrix[$0..<$0 + count] }
}
