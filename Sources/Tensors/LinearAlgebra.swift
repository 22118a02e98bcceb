internal import COpenBLAS

/// A thin singular value decomposition in double precision: matrix = left · diag(values) · right.
package struct SingularValues {
  /// Left singular vectors as columns: row-major, [rows, count].
  package let left: [Double]
  /// Singular values, descending, [count].
  package let values: [Double]
  /// Right singular vectors as rows: row-major, [count, columns].
  package let right: [Double]
}

/// Decomposes a row-major matrix [rows, columns] into singular vectors and values, the largest
/// first, with count = min(rows, columns) (LAPACK's `dgesdd`).
///
/// - Precondition: the matrix is finite; then LAPACK converges.
package func singularValues(of matrix: [Double], rows: Int, columns: Int) -> SingularValues {
  precondition(matrix.count == rows * columns && rows > 0 && columns > 0)
  openblas_set_num_threads(1)
  let count = min(rows, columns)
  // LAPACK reads columns first, so it is given the transpose and returns the factors exchanged.
  var m = Int32(columns)
  var n = Int32(rows)
  var rank = Int32(count)
  var a = matrix
  var values = [Double](repeating: 0, count: count)
  var u = [Double](repeating: 0, count: columns * count)
  var vt = [Double](repeating: 0, count: count * rows)
  var integers = [Int32](repeating: 0, count: 8 * count)
  var (size, info): (Double, Int32) = (0, 0)
  var query: Int32 = -1
  dgesdd_("S", &m, &n, &a, &m, &values, &u, &m, &vt, &rank, &size, &query, &integers, &info)
  var length = Int32(size)
  var work = [Double](repeating: 0, count: Int(length))
  dgesdd_("S", &m, &n, &a, &m, &values, &u, &m, &vt, &rank, &work, &length, &integers, &info)
  precondition(info == 0, "the singular value decomposition did not converge (\(info))")
  return SingularValues(left: vt, values: values, right: u)
}

/// Multiplies a [rows, inner] by b [inner, columns] in double precision, both row-major.
package func matrixProduct(
  _ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int
) -> [Double] {
  precondition(a.count == rows * inner && b.count == inner * columns)
  var c = [Double](repeating: 0, count: rows * columns)
  cblas_dgemm(
    CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
    a, blasint(inner), b, blasint(columns), 0, &c, blasint(columns))
  return c
}
