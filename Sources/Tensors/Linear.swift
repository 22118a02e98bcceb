internal import CKernels

extension Tape {
  /// y = x Wᵀ + b: x [rows, in], W [out, in], b [out], y [rows, out].
  package func linear(_ x: Variable, weight: Variable, bias: Variable?) -> Variable {
    let (rows, inner, columns) = (x.rows, x.width, weight.shape[0])
    precondition(weight.shape == [columns, inner] && bias?.count ?? columns == columns)
    let y = result([rows, columns], of: x, weight, bias)
    workers.multiply(
      MatrixOperand(x.value, stride: inner),
      MatrixOperand(weight.value, stride: inner, transposed: true), into: y.value, rows: rows,
      columns: columns, inner: inner, adding: false)
    if let bias { kernel_add_bias(rows, columns, bias.value, y.value) }
    onBackward(y) { [workers] dy in
      let outer = MatrixOperand(dy, stride: columns)
      if let dx = x.gradient {
        workers.multiply(
          outer, MatrixOperand(weight.value, stride: inner), into: dx, rows: rows, columns: inner,
          inner: columns, adding: true)
      }
      if let dw = weight.gradient {
        workers.multiply(
          MatrixOperand(dy, stride: columns, transposed: true),
          MatrixOperand(x.value, stride: inner), into: dw, rows: columns, columns: inner,
          inner: rows, adding: true)
      }
      if let db = bias?.gradient { kernel_add_column_sums(rows, columns, 0, columns, dy, db) }
    }
    return y
  }

  /// y = a b: a [rows, inner], b [inner, columns].
  package func matrixProduct(_ a: Variable, _ b: Variable) -> Variable {
    let (rows, inner, columns) = (a.rows, a.width, b.width)
    precondition(b.rows == inner, "\(a.shape) does not multiply \(b.shape)")
    let y = result([rows, columns], of: a, b)
    workers.multiply(
      MatrixOperand(a.value, stride: inner), MatrixOperand(b.value, stride: columns),
      into: y.value, rows: rows, columns: columns, inner: inner, adding: false)
    onBackward(y) { [workers] dy in
      if let da = a.gradient {
        workers.multiply(
          MatrixOperand(dy, stride: columns),
          MatrixOperand(b.value, stride: columns, transposed: true), into: da, rows: rows,
          columns: inner, inner: columns, adding: true)
      }
      if let db = b.gradient {
        workers.multiply(
          MatrixOperand(a.value, stride: inner, transposed: true),
          MatrixOperand(dy, stride: columns), into: db, rows: inner, columns: columns, inner: rows,
          adding: true)
      }
    }
    return y
  }
}
