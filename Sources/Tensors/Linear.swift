internal import CKernels

extension Tape {
  /// Computes y = x Wᵀ + b: x [rows, in], W [out, in], b [out], y [rows, out].
  package func linear(_ x: Variable, weight: Variable, bias: Variable?) -> Variable {
    let columns = weight.shape[0]
    precondition(weight.shape == [columns, x.width] && bias?.count ?? columns == columns)
    let y = result([x.rows, columns], of: x, weight, bias)
    multiply(x.value, weight, into: y.value, rows: x.rows, options(bias: bias))
    onBackward(y) { [self] dy in
      passOn(dy, toWeight: weight, bias: bias, from: x.value, rows: x.rows)
      if let sink = x.sink { passOn(dy, through: weight, to: sink, rows: x.rows) }
    }
    return y
  }

  /// Computes y = GELU(x Wᵀ + b) Vᵀ + c, the feed-forward network of a transformer layer (Vaswani
  /// et al., arXiv 1706.03762, eq. 2, with GELU): x [rows, hidden], W [inner, hidden], V [hidden,
  /// inner].
  package func feedForward(
    _ x: Variable, weight: Variable, bias: Variable, form: GELUForm, outputWeight: Variable,
    outputBias: Variable
  ) -> Variable {
    let rows = x.rows
    let inner = weight.shape[0]
    let hidden = x.width
    precondition(weight.width == hidden && outputWeight.shape == [outputWeight.shape[0], inner])
    let y = result([rows, outputWeight.shape[0]], of: x, weight, bias, outputWeight, outputBias)
    let (before, after) = (arena.block(rows * inner), arena.block(rows * inner))
    var options = self.options(bias: bias)
    options.finish = (.gelu(form), after.start)
    multiply(x.value, weight, into: before.start, rows: rows, options)
    multiply(after.start, outputWeight, into: y.value, rows: rows, self.options(bias: outputBias))
    onBackward(y) { [self] dy in
      passOn(dy, toWeight: outputWeight, bias: outputBias, from: after.start, rows: rows)
      // The activations have been used; their memory now holds their gradients.
      var options = self.options()
      options.finish = (.slope(form), before.start)
      let change = after.start
      multiply(
        MatrixOperand(dy, stride: outputWeight.shape[0]),
        MatrixOperand(outputWeight.value, stride: inner), into: change, rows: rows,
        columns: inner, inner: outputWeight.shape[0], adding: false, options)
      passOn(change, toWeight: weight, bias: bias, from: x.value, rows: rows)
      if let sink = x.sink { passOn(change, through: weight, to: sink, rows: rows) }
    }
    return y
  }

  /// Computes y = a b: a [rows, inner], b [inner, columns].
  package func matrixProduct(_ a: Variable, _ b: Variable) -> Variable {
    let rows = a.rows
    let inner = a.width
    let columns = b.width
    precondition(b.rows == inner, "\(a.shape) does not multiply \(b.shape)")
    let y = result([rows, columns], of: a, b)
    multiply(
      MatrixOperand(a.value, stride: inner), MatrixOperand(b.value, stride: columns),
      into: y.value, rows: rows, columns: columns, inner: inner, adding: false)
    onBackward(y) { [self] dy in
      if let (da, adding) = a.sink?.target() {
        multiply(
          MatrixOperand(dy, stride: columns),
          MatrixOperand(b.value, stride: columns, transposed: true), into: da, rows: rows,
          columns: inner, inner: columns, adding: adding)
      }
      if let (db, adding) = b.sink?.target() {
        multiply(
          MatrixOperand(a.value, stride: inner, transposed: true),
          MatrixOperand(dy, stride: columns), into: db, rows: inner, columns: columns, inner: rows,
          adding: adding)
      }
    }
    return y
  }

  private func options(bias: Variable? = nil) -> ProductOptions {
    ProductOptions(bias: bias.map { UnsafePointer($0.value) })
  }

  /// Computes y = x Wᵀ.
  private func multiply(
    _ x: UnsafeMutablePointer<Float>, _ weight: Variable, into y: UnsafeMutablePointer<Float>,
    rows: Int, _ options: ProductOptions
  ) {
    let inner = weight.width
    multiply(
      MatrixOperand(x, stride: inner),
      MatrixOperand(weight.value, stride: inner, transposed: true), into: y, rows: rows,
      columns: weight.shape[0], inner: inner, adding: false, options)
  }

  /// Adds dy W to the gradient of x.
  private func passOn(
    _ dy: UnsafeMutablePointer<Float>, through weight: Variable, to sink: GradientSink, rows: Int
  ) {
    let (dx, adding) = sink.target()
    multiply(
      MatrixOperand(dy, stride: weight.shape[0]), MatrixOperand(weight.value, stride: weight.width),
      into: dx, rows: rows, columns: weight.width, inner: weight.shape[0], adding: adding)
  }

  /// Adds dyᵀ x to the gradient of W, and the column sums of dy to that of the bias.
  private func passOn(
    _ dy: UnsafeMutablePointer<Float>, toWeight weight: Variable, bias: Variable?,
    from x: UnsafeMutablePointer<Float>, rows: Int
  ) {
    let (columns, inner) = (weight.shape[0], weight.width)
    let sums = bias?.sink?.cleared()
    guard let (dw, adding) = weight.sink?.target() else {
      if let sums { addColumnSums(of: dy, rows: rows, width: columns, to: sums) }
      return
    }
    var options = self.options()
    options.leftSums = sums
    multiply(
      MatrixOperand(dy, stride: columns, transposed: true), MatrixOperand(x, stride: inner),
      into: dw, rows: columns, columns: inner, inner: rows, adding: adding, options)
  }

  /// Adds the column sums of x [rows, width] to `sums` [width].
  func addColumnSums(
    of x: UnsafeMutablePointer<Float>, rows: Int, width: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    workers.forEachRange(of: width, by: rowTile) { range in
      kernel_add_column_sums(rows, width, range.lowerBound, range.upperBound, x, sums)
    }
  }
}
