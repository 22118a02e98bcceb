internal import CKernels

/// Rows in a tile of row-wise work, and columns in a tile of sums over rows.
private let (rowTile, columnTile) = (64, 64)

extension Tape {
  /// Layer normalisation (Ba et al., arXiv 1607.06450) of residual + dropout(x), row by row.
  ///
  /// - Parameters:
  ///   - x: [rows, width]; so is the result.
  ///   - residual: The same shape; nil for none.
  ///   - scale: [width]; so is `shift`.
  package func layerNorm(
    _ x: Variable, adding residual: Variable?, scale: Variable, shift: Variable, epsilon: Float,
    dropout: Dropout?
  ) -> Variable {
    let dropped = self.dropout(x, dropout)
    let sum = residual.map { self.add(dropped, $0) } ?? dropped
    let (rows, width) = (sum.rows, sum.width)
    precondition(scale.count == width && shift.count == width)
    let y = result(sum.shape, of: sum, scale, shift)
    let (normal, inverse) = (arena.uninitialized(sum.count), arena.uninitialized(rows))
    workers.forEachRange(of: rows, by: rowTile) { range in
      let place = range.lowerBound * width
      kernel_layer_norm(
        range.count, width, sum.value + place, scale.value, shift.value, epsilon, normal + place,
        inverse + range.lowerBound, y.value + place)
    }
    onBackward(y) { [workers, arena] dy in
      workers.forEachRange(of: width, by: columnTile) { range in
        let (first, last) = (range.lowerBound, range.upperBound)
        if let ds = scale.gradient {
          kernel_add_column_products(rows, width, first, last, dy, normal, ds)
        }
        if let db = shift.gradient { kernel_add_column_sums(rows, width, first, last, dy, db) }
      }
      guard let dx = sum.gradient else { return }
      let change = arena.uninitialized(sum.count)
      workers.forEachRange(of: rows, by: rowTile) { range in
        let place = range.lowerBound * width
        kernel_layer_norm_backward(
          range.count, width, dy + place, scale.value, normal + place, inverse + range.lowerBound,
          change + place)
        kernel_add(range.count * width, change + place, dx + place)
      }
    }
    return y
  }
}
