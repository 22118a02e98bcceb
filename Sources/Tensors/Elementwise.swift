internal import CKernels

/// The two forms of GELU (Hendrycks and Gimpel, arXiv 1606.08415): by the error function, or by
/// tanh.
package enum GELUForm: Sendable {
  case exact, tanh
}

/// Scalars in a tile of elementwise work.
private let elementTile = 1 << 14

extension Tape {
  /// a + b, of one shape.
  package func add(_ a: Variable, _ b: Variable) -> Variable {
    precondition(a.shape == b.shape, "\(a.shape) and \(b.shape) don't add")
    let y = result(a.shape, of: a, b)
    kernel_sum(y.count, a.value, b.value, y.value)
    onBackward(y) { dy in
      if let da = a.gradient { kernel_add(a.count, dy, da) }
      if let db = b.gradient { kernel_add(b.count, dy, db) }
    }
    return y
  }

  /// x + b for every row: x [rows, width], b [width].
  package func addBias(_ bias: Variable, to x: Variable) -> Variable {
    precondition(bias.count == x.width, "a bias of another width")
    let y = result(x.shape, of: x, bias)
    y.value.update(from: x.value, count: x.count)
    kernel_add_bias(x.rows, x.width, bias.value, y.value)
    onBackward(y) { dy in
      if let dx = x.gradient { kernel_add(x.count, dy, dx) }
      if let db = bias.gradient {
        kernel_add_column_sums(x.rows, x.width, 0, x.width, dy, db)
      }
    }
    return y
  }

  /// a with `diagonal` added to its main diagonal; a [rows, columns], diagonal [min of both].
  package func addDiagonal(_ diagonal: Variable, to a: Variable) -> Variable {
    precondition(diagonal.count == min(a.rows, a.width), "a diagonal of another length")
    let y = result(a.shape, of: a, diagonal)
    y.value.update(from: a.value, count: a.count)
    let step = a.width + 1
    for index in 0..<diagonal.count { y.value[index * step] += diagonal.value[index] }
    onBackward(y) { dy in
      if let da = a.gradient { kernel_add(a.count, dy, da) }
      guard let gradient = diagonal.gradient else { return }
      for index in 0..<diagonal.count { gradient[index] += dy[index * step] }
    }
    return y
  }

  /// factor · a.
  package func scale(_ a: Variable, by factor: Float) -> Variable {
    let y = result(a.shape, of: a)
    y.value.update(repeating: 0, count: y.count)
    kernel_add_scaled(y.count, factor, a.value, y.value)
    onBackward(y) { dy in
      if let da = a.gradient { kernel_add_scaled(a.count, factor, dy, da) }
    }
    return y
  }

  /// The Gaussian error linear unit of every element.
  package func gelu(_ x: Variable, _ form: GELUForm) -> Variable {
    let y = result(x.shape, of: x)
    workers.forEachRange(of: x.count, by: elementTile) { range in
      let (start, count) = (range.lowerBound, range.count)
      switch form {
      case .exact: kernel_gelu_exact(count, x.value + start, y.value + start)
      case .tanh: kernel_gelu_tanh(count, x.value + start, y.value + start)
      }
    }
    onBackward(y) { [workers] dy in
      guard let dx = x.gradient else { return }
      workers.forEachRange(of: x.count, by: elementTile) { range in
        let (start, count) = (range.lowerBound, range.count)
        switch form {
        case .exact: kernel_gelu_exact_backward(count, x.value + start, dy + start, dx + start)
        case .tanh: kernel_gelu_tanh_backward(count, x.value + start, dy + start, dx + start)
        }
      }
    }
    return y
  }

  /// The hyperbolic tangent of every element.
  package func tanh(_ x: Variable) -> Variable {
    let y = result(x.shape, of: x)
    kernel_tanh(x.count, x.value, y.value)
    onBackward(y) { dy in
      if let dx = x.gradient { kernel_tanh_backward(x.count, y.value, dy, dx) }
    }
    return y
  }

  /// The first rows of a matrix; shares memory.
  package func firstRows(_ a: Variable, _ count: Int) -> Variable {
    precondition(count <= a.rows, "\(a.shape) has no \(count) rows")
    return a.withShape([count, a.width])
  }

  /// The same numbers under another shape; shares memory.
  package func reshaped(_ a: Variable, _ shape: [Int]) -> Variable {
    precondition(shape.reduce(1, *) == a.count, "\(a.shape) can't be seen as \(shape)")
    return a.withShape(shape)
  }
}
