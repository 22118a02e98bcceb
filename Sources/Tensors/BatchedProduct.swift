extension Tape {
  /// Multiplies matrix by matrix: y[i] = a[i] b[i].
  ///
  /// - Parameters:
  ///   - a: [batch, rows, inner]; y is [batch, rows, columns].
  ///   - b: [batch, inner, columns].
  package func batchedProduct(_ a: Variable, _ b: Variable) -> Variable {
    precondition(
      a.shape.count == 3 && b.shape.count == 3 && a.shape[0] == b.shape[0]
        && a.shape[2] == b.shape[1], "\(a.shape) does not multiply \(b.shape), matrix by matrix")
    let y = result([a.shape[0], a.shape[1], b.shape[2]], of: a, b)
    let resultShape = y.shape
    multiply(MatrixBatch(a.value, a.shape), MatrixBatch(b.value, b.shape), into: y.value)
    onBackward(y) { [self] dy in
      let change = MatrixBatch(dy, resultShape)
      if let (da, adding) = a.sink?.target() {
        multiply(change, MatrixBatch(b.value, b.shape, transposed: true), into: da, adding: adding)
      }
      if let (db, adding) = b.sink?.target() {
        multiply(MatrixBatch(a.value, a.shape, transposed: true), change, into: db, adding: adding)
      }
    }
    return y
  }

  /// Computes c[i] = a[i] b[i], or c[i] += a[i] b[i], one matrix after the other.
  private func multiply(
    _ a: MatrixBatch, _ b: MatrixBatch, into c: UnsafeMutablePointer<Float>, adding: Bool = false
  ) {
    let rows = a.rows
    let columns = b.columns
    for index in 0..<a.count {
      multiply(
        a[index], b[index], into: c + index * rows * columns, rows: rows, columns: columns,
        inner: a.columns, adding: adding)
    }
  }
}

/// Matrices of one size, one after the other in memory, or the transpose of each.
private struct MatrixBatch {
  /// Number of matrices.
  let count: Int
  private let start: UnsafeMutablePointer<Float>
  private let storedRows, storedColumns: Int
  private let isTransposed: Bool

  /// Describes matrices in memory.
  ///
  /// - Parameter shape: [count, rows, columns], as stored.
  init(_ start: UnsafeMutablePointer<Float>, _ shape: [Int], transposed: Bool = false) {
    self.start = start
    count = shape[0]
    storedRows = shape[1]
    storedColumns = shape[2]
    isTransposed = transposed
  }

  /// The size of each matrix, after transposition.
  var rows: Int { isTransposed ? storedColumns : storedRows }
  var columns: Int { isTransposed ? storedRows : storedColumns }

  subscript(index: Int) -> MatrixOperand {
    MatrixOperand(
      start + index * storedRows * storedColumns, stride: storedColumns, transposed: isTransposed)
  }
}
