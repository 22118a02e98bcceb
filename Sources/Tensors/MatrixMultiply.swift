internal import COpenBLAS

/// A row-major matrix, or its transpose, as an operand of a product.
struct MatrixOperand {
  let start: UnsafePointer<Float>
  /// Scalars from one stored row to the next.
  let stride: Int
  let isTransposed: Bool

  init(_ start: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
    (self.start, self.stride, isTransposed) = (start, stride, transposed)
  }

  init(_ start: UnsafeMutablePointer<Float>, stride: Int, transposed: Bool = false) {
    self.init(UnsafePointer(start), stride: stride, transposed: transposed)
  }

  /// The operand without its first rows.
  func from(row: Int) -> MatrixOperand {
    MatrixOperand(
      start + (isTransposed ? row : row * stride), stride: stride, transposed: isTransposed)
  }
}

/// c = a b, or c += a b, on this thread; a is [rows, inner], b [inner, columns].
func multiply(
  _ a: MatrixOperand, _ b: MatrixOperand, into c: UnsafeMutablePointer<Float>, stride: Int,
  rows: Int, columns: Int, inner: Int, adding: Bool
) {
  guard rows > 0 && columns > 0 else { return }
  cblas_sgemm(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
    b.isTransposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
    a.start, blasint(a.stride), b.start, blasint(b.stride), adding ? 1 : 0, c, blasint(stride))
}

extension Workers {
  /// The same, cut into fixed tiles of rows; small products are one tile.
  func multiply(
    _ a: MatrixOperand, _ b: MatrixOperand, into c: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int, inner: Int, adding: Bool
  ) {
    let isSmall = rows * columns * inner < 1 << 18
    let tile = isSmall ? max(rows, 1) : max(32, (rows + 127) / 128 * 16)
    forEachRange(of: rows, by: tile) { range in
      Tensors.multiply(
        a.from(row: range.lowerBound), b, into: c + range.lowerBound * columns, stride: columns,
        rows: range.count, columns: columns, inner: inner, adding: adding)
    }
  }
}
