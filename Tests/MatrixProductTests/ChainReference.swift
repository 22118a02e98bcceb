import MatrixProduct

/// Decomposes with one cap for all bonds; nil for none.
func decompose(
  _ matrix: [Float], factors: FactorShape, cap: Int?, gauge: Gauge
) -> Decomposition {
  decompose(matrix, factors: factors, bonds: factors.bonds(cap: cap), gauge: gauge)
}

/// Computes ‖found - wanted‖ / ‖wanted‖, or ‖found‖ where the wanted matrix is zero.
func frobeniusDistance(_ found: [Float], _ wanted: [Float]) -> Double {
  guard found.count == wanted.count else { return .infinity }
  var (difference, norm) = (0.0, 0.0)
  for (number, target) in zip(found, wanted) {
    difference += (Double(number) - Double(target)) * (Double(number) - Double(target))
    norm += Double(target) * Double(target)
  }
  return norm == 0 ? difference.squareRoot() : (difference / norm).squareRoot()
}

/// Computes the dense matrix of a chain, one entry at a time: a product of one matrix for each
/// tensor.
func rebuilt(_ tensors: [[Double]], rows: [Int], columns: [Int], bonds: [Int]) -> [Double] {
  let (rowCount, columnCount) = (rows.reduce(1, *), columns.reduce(1, *))
  return (0..<rowCount * columnCount).map { index in
    let i = digits(index / columnCount, rows)
    let j = digits(index % columnCount, columns)
    var vector = [1.0]
    for k in tensors.indices {
      vector = (0..<bonds[k + 1]).map { right in
        (0..<bonds[k]).reduce(0) { sum, left in
          let row = (left * rows[k] + i[k]) * columns[k] + j[k]
          return sum + vector[left] * tensors[k][row * bonds[k + 1] + right]
        }
      }
    }
    return vector[0]
  }
}

/// Writes a number in a mixed base, the most significant digit first.
private func digits(_ number: Int, _ bases: [Int]) -> [Int] {
  var remaining = number
  return Array(
    bases.reversed().map { base in
      defer { remaining /= base }
      return remaining % base
    }.reversed())
}
