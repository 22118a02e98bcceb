internal import CKernels

/// The two forms of GELU (Hendrycks and Gimpel, arXiv 1606.08415): by the error function, or
/// approximated by tanh.
package enum GELUForm: Sendable {
  case exact, tanh
}

extension Tape {
  /// Computes a + b, both of one shape.
  package func add(_ a: Variable, _ b: Variable) -> Variable {
    precondition(a.shape == b.shape, "\(a.shape) and \(b.shape) don't add")
    let y = result(a.shape, of: a, b)
    eachTile(of: y.count) { offset, count in
      kernel_sum(count, a.value + offset, b.value + offset, y.value + offset)
    }
    onBackward(y) { [self] dy in
      passOn(dy, to: a.sink, count: a.count)
      passOn(dy, to: b.sink, count: b.count)
    }
    return y
  }

  /// Adds a bias to every row: x [rows, width], bias [width].
  package func addBias(_ bias: Variable, to x: Variable) -> Variable {
    precondition(bias.count == x.width, "a bias of another width")
    let y = result(x.shape, of: x, bias)
    workers.forEachRange(of: x.rows, by: rowTile) { range in
      let offset = range.lowerBound * x.width
      (y.value + offset).update(from: x.value + offset, count: range.count * x.width)
      kernel_add_bias(range.count, x.width, bias.value, y.value + offset)
    }
    onBackward(y) { [self] dy in
      passOn(dy, to: x.sink, count: x.count)
      guard let sums = bias.sink?.cleared() else { return }
      addColumnSums(of: dy, rows: x.rows, width: x.width, to: sums)
    }
    return y
  }

  /// Adds `diagonal` to the main diagonal of a: a [rows, columns], diagonal [min(rows, columns)].
  package func addDiagonal(_ diagonal: Variable, to a: Variable) -> Variable {
    precondition(diagonal.count == min(a.rows, a.width), "a diagonal of another length")
    let y = result(a.shape, of: a, diagonal)
    let step = a.width + 1
    copy(a.value, to: y.value, count: a.count)
    workers.alone {
      for index in 0..<diagonal.count { y.value[index * step] += diagonal.value[index] }
    }
    onBackward(y) { [self] dy in
      passOn(dy, to: a.sink, count: a.count)
      guard let gradient = diagonal.sink?.cleared() else { return }
      workers.alone {
        for index in 0..<diagonal.count { gradient[index] += dy[index * step] }
      }
    }
    return y
  }

  /// Computes factor · a.
  package func scale(_ a: Variable, by factor: Float) -> Variable {
    let y = result(a.shape, of: a)
    eachTile(of: y.count) { offset, count in
      (y.value + offset).update(repeating: 0, count: count)
      kernel_add_scaled(count, factor, a.value + offset, y.value + offset)
    }
    onBackward(y) { [self] dy in
      guard let da = a.sink?.cleared() else { return }
      eachTile(of: a.count) { offset, count in
        kernel_add_scaled(count, factor, dy + offset, da + offset)
      }
    }
    return y
  }

  /// Computes the Gaussian error linear unit of every element.
  package func gelu(_ x: Variable, _ form: GELUForm) -> Variable {
    let y = result(x.shape, of: x)
    eachTile(of: x.count) { offset, count in
      switch form {
      case .exact: kernel_gelu_exact(count, x.value + offset, y.value + offset)
      case .tanh: kernel_gelu_tanh(count, x.value + offset, y.value + offset)
      }
    }
    onBackward(y) { [self] dy in
      guard let dx = x.sink?.cleared() else { return }
      eachTile(of: x.count) { offset, count in
        switch form {
        case .exact: kernel_gelu_exact_backward(count, x.value + offset, dy + offset, dx + offset)
        case .tanh: kernel_gelu_tanh_backward(count, x.value + offset, dy + offset, dx + offset)
        }
      }
    }
    return y
  }

  /// Computes the hyperbolic tangent of every element.
  package func tanh(_ x: Variable) -> Variable {
    let y = result(x.shape, of: x)
    eachTile(of: x.count) { offset, count in
      kernel_tanh(count, x.value + offset, y.value + offset)
    }
    let (value, block) = (y.value, y.block)
    onBackward(y) { [self] dy in
      guard let dx = x.sink?.cleared() else { return }
      withExtendedLifetime(block) {
        eachTile(of: x.count) { offset, count in
          kernel_tanh_backward(count, value + offset, dy + offset, dx + offset)
        }
      }
    }
    return y
  }

  /// Copies the first `count` rows of a matrix.
  package func firstRows(_ a: Variable, _ count: Int) -> Variable {
    precondition(count <= a.rows, "\(a.shape) has no \(count) rows")
    let y = result([count, a.width], of: a)
    copy(a.value, to: y.value, count: y.count)
    onBackward(y) { [self] dy in
      guard let da = a.sink?.cleared() else { return }
      eachTile(of: y.count) { offset, count in kernel_add(count, dy + offset, da + offset) }
    }
    return y
  }

  /// Returns the same numbers under another shape, in the same memory.
  package func reshaped(_ a: Variable, _ shape: [Int]) -> Variable {
    precondition(shape.reduce(1, *) == a.count, "\(a.shape) can't be seen as \(shape)")
    return a.withShape(shape)
  }

  /// Adds a gradient to what was gathered of it; does nothing without a sink.
  func passOn(_ dy: UnsafeMutablePointer<Float>, to sink: GradientSink?, count: Int) {
    guard let (start, adding) = sink?.target() else { return }
    guard adding else { return copy(dy, to: start, count: count) }
    eachTile(of: count) { offset, count in kernel_add(count, dy + offset, start + offset) }
  }

  func copy(
    _ source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
  ) {
    eachTile(of: count) { offset, count in
      (target + offset).update(from: source + offset, count: count)
    }
  }

  /// Calls `body` with the offset and length of every tile of elementwise work.
  func eachTile(of count: Int, _ body: (Int, Int) -> Void) {
    workers.forEachRange(of: count, by: elementTile) { body($0.lowerBound, $0.count) }
  }
}
