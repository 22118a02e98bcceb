internal import Tensors

/// Decomposes a matrix by successive singular value decompositions from the left.
///
/// MPOBERT (arXiv 2303.16753), section 3.2.1; the rows' and columns' factors are interleaved first.
/// - Parameters:
///   - matrix: Row-major, [rows, columns] of the factors; finite.
///   - bonds: The largest dimension of each bond, both ends included, [tensors + 1]; full bonds
///     give an exact chain.
package func decompose(
  _ matrix: [Float], factors: FactorShape, bonds: [Int], truncation: Truncation = .sweep,
  gauge: Gauge
) -> Decomposition {
  precondition(matrix.count == factors.rowCount * factors.columnCount)
  precondition(bonds.count == factors.count + 1)
  let wanted = zip(bonds, factors.fullBonds).map { min($0, $1) }
  let whole = interleaved(matrix, factors)
  let isCut = wanted != factors.fullBonds
  var sweep = Sweep(
    whole, factors, bonds: isCut && truncation == .slices ? factors.fullBonds : wanted)
  var error = sweep.relativeError
  if isCut && truncation == .slices {
    spreadEvenly(&sweep.tensors, bonds: sweep.bonds)
    sweep.slice(to: wanted)
    error = sweep.distance(to: whole, factors)
    let isReachable = factors.reachable(wanted) == wanted
    if gauge == .left || !isReachable { sweep = sweep.again(factors) }
    if gauge == .symmetric && !isReachable { spreadEvenly(&sweep.tensors, bonds: sweep.bonds) }
  } else if gauge == .symmetric {
    spreadEvenly(&sweep.tensors, bonds: sweep.bonds)
  }
  let chain = MatrixProductOperator(
    factors: factors, bonds: sweep.bonds, tensors: sweep.tensors.map { $0.map { Float($0) } })
  return Decomposition(
    chain: chain, spectra: sweep.spectra, dropped: sweep.dropped, norm: sweep.norm,
    relativeError: error)
}

/// A chain in double precision, left-orthogonal as it comes from the sweep.
private struct Sweep {
  var tensors: [[Double]] = []
  private(set) var bonds = [1]
  private(set) var spectra: [[Double]] = []
  private(set) var dropped: [Double] = []
  private(set) var norm: Double

  init(_ whole: [Double], _ factors: FactorShape, bonds wanted: [Int]) {
    norm = frobenius(whole)
    var remaining = whole
    for k in 0..<factors.count - 1 {
      let rows = bonds[k] * factors.size(k)
      let columns = remaining.count / rows
      let parts = thinFactors(of: remaining, rows: rows, columns: columns)
      let bond = min(wanted[k + 1], parts.values.count)
      tensors.append(firstColumns(parts.left, of: parts.values.count, keeping: bond))
      remaining =
        bond == parts.values.count
        ? parts.scaledRight : Array(parts.scaledRight[..<(bond * columns)])
      spectra.append(parts.values)
      dropped.append(frobenius(Array(parts.values[bond...])))
      bonds.append(bond)
    }
    tensors.append(remaining)
    bonds.append(1)
  }

  /// The relative error: what successive cuts of a sweep drop is orthogonal, so their squares add
  /// up.
  var relativeError: Double { norm == 0 ? 0 : frobenius(dropped) / norm }

  /// Keeps the first slices of the tensors at every bond.
  mutating func slice(to wanted: [Int]) {
    for k in tensors.indices {
      let (left, right) = (bonds[k], bonds[k + 1])
      let rows = tensors[k].count / left / right * min(left, wanted[k])
      tensors[k] = firstColumns(
        Array(tensors[k][..<(rows * right)]), of: right, keeping: min(right, wanted[k + 1]))
    }
    for k in dropped.indices { dropped[k] = frobenius(Array(spectra[k].dropFirst(wanted[k + 1]))) }
    bonds = zip(bonds, wanted).map { min($0, $1) }
  }

  /// Sweeps again over the chain's product, and keeps the spectra and the norm of the original
  /// matrix: the product's own norm is smaller by what was cut.
  func again(_ factors: FactorShape) -> Sweep {
    var other = Sweep(product(factors), factors, bonds: bonds)
    other.spectra = spectra
    other.dropped = dropped
    other.norm = norm
    return other
  }

  /// Computes the relative distance of the chain's product from the whole matrix.
  func distance(to whole: [Double], _ factors: FactorShape) -> Double {
    norm == 0 ? 0 : frobenius(zip(product(factors), whole).map { $0 - $1 }) / norm
  }

  private func product(_ factors: FactorShape) -> [Double] {
    tensors.indices.dropFirst().reduce(tensors[0]) { left, k in
      matrixProduct(
        left, tensors[k], rows: left.count / bonds[k], inner: bonds[k],
        columns: tensors[k].count / bonds[k])
    }
  }
}

/// Permutes a matrix [rows, columns] to a tensor of axes (i1, j1, i2, j2, ...), in double
/// precision.
func interleaved(_ matrix: [Float], _ factors: FactorShape) -> [Double] {
  let pairs = zip(factors.rows, factors.columns).flatMap { [$0, $1] }
  let strides = pairs.indices.map { pairs[($0 + 1)...].reduce(1, *) }
  func offsets(_ sizes: [Int], from first: Int) -> [Int] {
    sizes.enumerated().reduce([0]) { offsets, axis in
      offsets.flatMap { offset in
        (0..<axis.element).map { offset + $0 * strides[2 * axis.offset + first] }
      }
    }
  }
  let (rows, columns) = (offsets(factors.rows, from: 0), offsets(factors.columns, from: 1))
  return [Double](unsafeUninitializedCapacity: matrix.count) { result, count in
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() {
        result[row + column] = Double(matrix[i * columns.count + j])
      }
    }
    count = matrix.count
  }
}

private func firstColumns(_ matrix: [Double], of width: Int, keeping count: Int) -> [Double] {
  guard count < width else { return matrix }
  return stride(from: 0, to: matrix.count, by: width).flatMap { matrix[$0..<$0 + count] }
}

private func frobenius(_ numbers: [Double]) -> Double {
  numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
