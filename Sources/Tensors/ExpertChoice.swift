internal import CKernels

/// The highest of several shares in each row.
package struct ChosenShares {
  /// The column of the highest share of each row, the lowest of equals, [rows].
  package let chosen: [Int32]
  /// That share, or 1 with the gradient of its logarithm, [rows].
  package let factors: Variable

  /// Returns the rows whose highest share is in a column, ascending.
  package func rows(of column: Int) -> [Int32] {
    chosen.indices.filter { chosen[$0] == Int32(column) }.map { Int32($0) }
  }
}

/// Rows that are a part of a larger array.
package struct RowPart {
  /// [rows, width]
  let values: Variable
  /// Index in the larger array of each row.
  let rows: [Int32]

  package init(_ values: Variable, rows: [Int32]) { (self.values, self.rows) = (values, rows) }
}

extension Tape {
  /// Chooses the highest of p = softmax(scores) in each row: scores [rows, columns].
  ///
  /// The gradient of p_c in the scores is p_c (δ_jc - p_j). While nothing is computed, to plan a
  /// step's memory, the last column is chosen everywhere.
  ///
  /// - Parameter relative: Whether the factors are p_c / stopgrad(p_c): 1, with the gradient
  ///   δ_jc - p_j.
  package func chosenShares(_ scores: Variable, relative: Bool) -> ChosenShares {
    let (rows, width) = (scores.rows, scores.width)
    let shares = arena.block(scores.count)
    copy(scores.value, to: shares.start, count: scores.count)
    let chosen = highest(in: shares.start, rows: rows, width: width)
    let y = result([rows], of: scores)
    workers.alone {
      for row in 0..<rows {
        y.value[row] = relative ? 1 : shares.start[row * width + Int(chosen[row])]
      }
    }
    onBackward(y) { [workers] dy in
      guard let gradient = scores.sink?.cleared() else { return }
      workers.forEachRange(of: rows, by: rowTile) { range in
        for row in range {
          let (share, column) = (shares.start + row * width, Int(chosen[row]))
          let outer = relative ? dy[row] : dy[row] * share[column]
          for index in 0..<width {
            gradient[row * width + index] += outer * ((index == column ? 1 : 0) - share[index])
          }
        }
      }
    }
    return ChosenShares(chosen: chosen, factors: y)
  }

  /// Replaces rows of scores by their softmax; returns the column of the highest of each.
  private func highest(
    in scores: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) -> [Int32] {
    var chosen = [Int32](repeating: Int32(width - 1), count: rows)
    let labels = [Int32](repeating: 0, count: rows)
    _ = rowLosses(rows) { losses in
      chosen.withUnsafeMutableBufferPointer { chosen in
        guard let best = chosen.baseAddress else { return }
        workers.forEachRange(of: rows, by: rowTile) { range in
          let first = range.lowerBound
          kernel_cross_entropy(
            range.count, width, labels, scores + first * width, losses + first, best + first)
        }
      }
    }
    return chosen
  }

  /// Puts the rows of several arrays of one width into one.
  ///
  /// - Parameter shape: That of the result, [rows, width].
  /// - Precondition: each row of the result is in one part, once.
  package func interleaved(_ parts: [RowPart], shape: [Int]) -> Variable {
    let (rows, width) = (shape[0], shape[1])
    let count = parts.reduce(0) { $0 + $1.rows.count }
    precondition(count == rows, "\(count) rows of parts for \(rows) rows")
    precondition(
      parts.allSatisfy { $0.values.shape == [$0.rows.count, width] }, "parts of other shapes")
    let y = result(shape, of: parts.first { $0.values.sink != nil }?.values)
    for part in parts {
      workers.forEachRange(of: part.rows.count, by: rowTile) { range in
        for row in range {
          (y.value + Int(part.rows[row]) * width).update(
            from: part.values.value + row * width, count: width)
        }
      }
    }
    onBackward(y) { [self] dy in
      for part in parts { passOn(dy, to: part, width: width) }
    }
    return y
  }

  /// Adds the gradients of some rows to those of a part.
  private func passOn(_ dy: UnsafeMutablePointer<Float>, to part: RowPart, width: Int) {
    guard let gradient = part.values.sink?.cleared() else { return }
    workers.forEachRange(of: part.rows.count, by: rowTile) { range in
      for row in range {
        kernel_add(width, dy + Int(part.rows[row]) * width, gradient + row * width)
      }
    }
  }
}
