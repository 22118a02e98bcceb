internal import CKernels

extension Tape {
  /// Puts two matrices side by side: a [rows, m] and b [rows, n] give [rows, m + n].
  package func concatenated(_ a: Variable, _ b: Variable) -> Variable {
    precondition(a.rows == b.rows, "\(a.shape) and \(b.shape) don't stand side by side")
    let y = result([a.rows, a.width + b.width], of: a, b)
    let width = y.width
    for (part, first) in [(a, 0), (b, a.width)] {
      workers.forEachRange(of: part.rows, by: rowTile) { range in
        for row in range {
          (y.value + row * width + first).update(
            from: part.value + row * part.width, count: part.width)
        }
      }
    }
    let parts = [(a.sink, a.width, 0), (b.sink, b.width, a.width)]
    let rows = a.rows
    onBackward(y) { [workers] dy in
      for (sink, count, first) in parts {
        guard let gradient = sink?.cleared() else { continue }
        workers.forEachRange(of: rows, by: rowTile) { range in
          for row in range {
            kernel_add(count, dy + row * width + first, gradient + row * count)
          }
        }
      }
    }
    return y
  }
}
