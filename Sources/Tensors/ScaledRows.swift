internal import CKernels

extension Tape {
  /// Multiplies every row by a factor of its own: y[i, :] = factors[i] · a[i, :].
  ///
  /// - Parameters:
  ///   - a: [rows, columns]; of more axes, all but the last are rows.
  ///   - factors: One number for each row, in any shape.
  package func scaledRows(_ a: Variable, by factors: Variable) -> Variable {
    let rows = a.rows
    let width = a.width
    precondition(factors.count == rows, "\(factors.count) factors of \(rows) rows")
    let y = result(a.shape, of: a, factors)
    scaleRows(a.value, by: factors.value, into: y.value, rows: rows, width: width, adding: false)
    onBackward(y) { [self] dy in
      if let (da, adding) = a.sink?.target() {
        scaleRows(dy, by: factors.value, into: da, rows: rows, width: width, adding: adding)
      }
      guard let gradient = factors.sink?.cleared() else { return }
      workers.forEachRange(of: rows, by: rowTile) { range in
        for row in range {
          let offset = row * width
          gradient[row] += Float(kernel_dot(width, dy + offset, a.value + offset))
        }
      }
    }
    return y
  }

  /// Computes y[i, :] = factors[i] · x[i, :], or adds it to y.
  private func scaleRows(
    _ x: UnsafeMutablePointer<Float>, by factors: UnsafeMutablePointer<Float>,
    into y: UnsafeMutablePointer<Float>, rows: Int, width: Int, adding: Bool
  ) {
    workers.forEachRange(of: rows, by: rowTile) { range in
      for row in range {
        let offset = row * width
        if !adding { (y + offset).update(repeating: 0, count: width) }
        kernel_add_scaled(width, factors[row], x + offset, y + offset)
      }
    }
  }
}
