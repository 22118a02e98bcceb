internal import COpenBLAS

/// A singular value decomposition in two factors: A = left · scaledRight, where left has
/// orthonormal columns and scaledRight orthogonal rows, whose norms are the singular values.
package struct ThinFactors {
  /// Left singular vectors as columns: row-major, [rows, count].
  package let left: [Double]
  /// Singular values, descending, [count].
  package let values: [Double]
  /// Singular values times right singular vectors, as rows: row-major, [count, columns].
  package let scaledRight: [Double]
}

/// Decomposes a row-major matrix [rows, columns] as A = left · scaledRight, with
/// count = min(rows, columns).
///
/// It goes by the eigenvectors of the smaller Gram matrix, which costs a fraction of LAPACK's SVD
/// and is as good where A's singular values are not spread over many magnitudes; where they are,
/// LAPACK's SVD is taken.
///
/// - Precondition: the matrix is finite.
package func thinFactors(of matrix: [Double], rows: Int, columns: Int) -> ThinFactors {
  precondition(matrix.count == rows * columns && rows > 0 && columns > 0)
  openblas_set_num_threads(1)
  return rows <= columns
    ? wideFactors(matrix, rows, columns)
    : tallFactors(matrix, rows, columns) ?? exactFactors(matrix, rows, columns)
}

/// Decomposes by the eigenvectors of A Aᵀ, a whole orthonormal basis, so that A = left · (leftᵀ A)
/// whatever A's rank.
private func wideFactors(_ matrix: [Double], _ rows: Int, _ columns: Int) -> ThinFactors {
  let vectors = eigenvectors(of: gram(matrix, rows, columns, ofRows: true), size: rows)
  let scaledRight = matrixProduct(vectors, matrix, rows: rows, inner: rows, columns: columns)
  let norms = (0..<rows).map { row in
    norm(scaledRight[row * columns..<(row + 1) * columns])
  }
  return ThinFactors(
    left: transposed(vectors, rows: rows, columns: rows), values: descending(norms),
    scaledRight: scaledRight)
}

/// Decomposes by AᵀA = V Λ² Vᵀ as left = A V Λ⁻¹; returns nil where a small singular value would
/// spoil its column.
private func tallFactors(_ matrix: [Double], _ rows: Int, _ columns: Int) -> ThinFactors? {
  let vectors = eigenvectors(of: gram(matrix, rows, columns, ofRows: false), size: columns)
  var left = [Double](repeating: 0, count: rows * columns)
  cblas_dgemm(
    CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(columns), blasint(columns), 1,
    matrix, blasint(columns), vectors, blasint(columns), 0, &left, blasint(columns))
  var squares = [Double](repeating: 0, count: columns)
  for row in 0..<rows {
    for column in 0..<columns {
      squares[column] += left[row * columns + column] * left[row * columns + column]
    }
  }
  let values = squares.map { $0.squareRoot() }
  let largest = values.max() ?? 0
  guard largest > 0, values.allSatisfy({ $0 > 1e-4 * largest }) else { return nil }
  let inverses = values.map { 1 / $0 }
  for row in 0..<rows {
    for column in 0..<columns { left[row * columns + column] *= inverses[column] }
  }
  var scaledRight = vectors
  for row in 0..<columns {
    for column in 0..<columns { scaledRight[row * columns + column] *= values[row] }
  }
  return ThinFactors(left: left, values: descending(values), scaledRight: scaledRight)
}

private func exactFactors(_ matrix: [Double], _ rows: Int, _ columns: Int) -> ThinFactors {
  let parts = singularValues(of: matrix, rows: rows, columns: columns)
  var scaledRight = parts.right
  for row in parts.values.indices {
    for column in 0..<columns { scaledRight[row * columns + column] *= parts.values[row] }
  }
  return ThinFactors(left: parts.left, values: parts.values, scaledRight: scaledRight)
}

/// Computes the upper triangle of A Aᵀ where `ofRows`, else of AᵀA.
private func gram(
  _ matrix: [Double], _ rows: Int, _ columns: Int, ofRows: Bool
) -> [Double] {
  let size = ofRows ? rows : columns
  var product = [Double](repeating: 0, count: size * size)
  cblas_dsyrk(
    CblasRowMajor, CblasUpper, ofRows ? CblasNoTrans : CblasTrans, blasint(size),
    blasint(ofRows ? columns : rows), 1, matrix, blasint(columns), 0, &product, blasint(size))
  return product
}

/// Computes the orthonormal eigenvectors of a symmetric matrix [size, size] as rows, that of the
/// largest eigenvalue first (LAPACK's `dsyevd`).
private func eigenvectors(of symmetric: [Double], size: Int) -> [Double] {
  var n = Int32(size)
  var info = Int32(0)
  var query = Int32(-1)
  var vectors = symmetric
  var values = [Double](repeating: 0, count: size)
  var (length, integerLength): (Double, Int32) = (0, 0)
  // The upper triangle by rows is the lower one by columns, as LAPACK reads it.
  dsyevd_("V", "L", &n, &vectors, &n, &values, &length, &query, &integerLength, &query, &info)
  var (count, integerCount) = (Int32(length), integerLength)
  var work = [Double](repeating: 0, count: Int(count))
  var integers = [Int32](repeating: 0, count: Int(integerCount))
  dsyevd_("V", "L", &n, &vectors, &n, &values, &work, &count, &integers, &integerCount, &info)
  precondition(info == 0, "the eigenvalues did not converge (\(info))")
  return (0..<size).reversed().flatMap { vectors[$0 * size..<($0 + 1) * size] }
}

/// Transposes a row-major matrix [rows, columns].
package func transposed(_ matrix: [Double], rows: Int, columns: Int) -> [Double] {
  [Double](unsafeUninitializedCapacity: rows * columns) { result, count in
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = matrix[row * columns + column] }
    }
    count = rows * columns
  }
}

private func norm(_ numbers: ArraySlice<Double>) -> Double {
  numbers.withUnsafeBufferPointer { cblas_dnrm2(blasint($0.count), $0.baseAddress, 1) }
}

/// Lowers values that rounding left above an earlier one, which only happens to values that are
/// negligible beside the largest.
private func descending(_ values: [Double]) -> [Double] {
  var (found, least) = (values, Double.infinity)
  for index in found.indices {
    least = min(least, found[index])
    found[index] = least
  }
  return found
}
