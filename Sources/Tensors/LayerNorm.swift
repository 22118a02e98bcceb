internal import CKernels

extension Tape {
  /// Normalises each row of dropout(x) + gain · residual (layer normalisation: Ba et al., arXiv
  /// 1607.06450).
  ///
  /// - Parameters:
  ///   - x: [rows, width]; so is the result.
  ///   - residual: The same shape; nil for none.
  ///   - scale: [width]; so is `shift`.
  package func layerNorm(
    _ x: Variable, adding residual: Variable?, gain: Float = 1, scale: Variable, shift: Variable,
    epsilon: Float, dropout: Dropout?
  ) -> Variable {
    let (rows, width) = (x.rows, x.width)
    precondition(scale.count == width && shift.count == width)
    precondition(residual?.shape ?? x.shape == x.shape, "a residual of another shape")
    let y = result(x.shape, of: x, residual, scale, shift)
    let (normal, inverse) = (arena.block(x.count), arena.block(rows))
    var norm = kernel_norm()
    norm.width = width
    norm.x = UnsafePointer(x.value)
    norm.gain = gain
    norm.epsilon = epsilon
    norm.residual = residual.map { UnsafePointer($0.value) }
    if let dropout { (norm.rate, norm.draws) = (dropout.rate, dropout.site.key) }
    (norm.scale, norm.shift) = (UnsafePointer(scale.value), UnsafePointer(shift.value))
    norm.normal = normal.start
    norm.inverse = inverse.start
    norm.y = y.value
    workers.forEachRange(of: rows, by: rowTile) { range in
      withUnsafePointer(to: norm) { kernel_layer_norm(range.lowerBound, range.upperBound, $0) }
    }
    let (xSink, residualSink) = (x.sink, residual?.sink)
    onBackward(y) { [self, norm] dy in
      // The blocks live as long as what points into them.
      withExtendedLifetime((normal, inverse)) {
        normBackward(
          norm, dy, rows: rows, x: xSink, residual: residualSink, scale: scale.sink,
          shift: shift.sink)
      }
    }
    return y
  }

  private func normBackward(
    _ norm: kernel_norm, _ dy: UnsafeMutablePointer<Float>, rows: Int, x: GradientSink?,
    residual: GradientSink?, scale: GradientSink?, shift: GradientSink?
  ) {
    let width = norm.width
    var gradients = kernel_norm_gradients()
    gradients.y = dy
    if let (start, adding) = residual?.target() {
      (gradients.residual, gradients.adds_residual) = (start, adding ? 1 : 0)
    }
    if let (start, adding) = x?.target() {
      (gradients.x, gradients.adds_x) = (start, adding ? 1 : 0)
    }
    let tiles = (rows + rowTile - 1) / rowTile
    let sums = arena.block(tiles * width * 2)
    workers.forEachRange(of: rows, by: rowTile) { range in
      let part = sums.start + range.lowerBound / rowTile * width * 2
      part.update(repeating: 0, count: width * 2)
      withUnsafePointer(to: norm) { norm in
        withUnsafePointer(to: gradients) {
          kernel_layer_norm_backward(range.lowerBound, range.upperBound, norm, $0, part)
        }
      }
    }
    for (sink, offset) in [(scale, 0), (shift, width)] {
      guard let target = sink?.cleared() else { continue }
      workers.alone {
        for tile in 0..<tiles { kernel_add(width, sums.start + tile * width * 2 + offset, target) }
      }
    }
  }
}
