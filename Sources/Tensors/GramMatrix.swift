internal import COpenBLAS

/// Adds XᵀX to the upper triangle of a row-major matrix [columns, columns], in double precision.
///
/// - Parameter x: Row-major, [rows, columns].
package func addGram(of x: [Double], rows: Int, columns: Int, to sum: inout [Double]) {
  precondition(x.count == rows * columns && sum.count == columns * columns)
  openblas_set_num_threads(1)
  cblas_dsyrk(
    CblasRowMajor, CblasUpper, CblasTrans, blasint(columns), blasint(rows), 1, x, blasint(columns),
    1, &sum, blasint(columns))
}

/// Computes the upper triangular R with RᵀR = A, row-major, for a symmetric A [size, size]
/// (LAPACK's `dpotrf`, Cholesky's factorisation).
///
/// - Parameter matrix: A, row-major, of which the upper triangle alone is read.
/// - Returns: R [size, size]; nil where A isn't positive definite.
package func choleskyFactor(of matrix: [Double], size: Int) -> [Double]? {
  precondition(matrix.count == size * size && size > 0)
  openblas_set_num_threads(1)
  var n = Int32(size)
  var info = Int32(0)
  var factor = matrix
  // The upper triangle by rows is the lower one by columns, as LAPACK reads it.
  dpotrf_("L", &n, &factor, &n, &info)
  guard info == 0 else { return nil }
  for row in 1..<max(1, size) {
    for column in 0..<row { factor[row * size + column] = 0 }
  }
  return factor
}
