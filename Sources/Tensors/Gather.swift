internal import CKernels

extension Tape {
  /// Looks up rows of a table [entries, width]; the result is [rows.count, width].
  ///
  /// The backward pass adds rows one after the other, so a row taken twice gets both gradients.
  /// - Precondition: every row exists.
  package func embedding(table: Variable, rows: [Int32]) -> Variable {
    let (entries, width) = (table.rows, table.width)
    precondition(rows.allSatisfy { $0 >= 0 && Int($0) < entries }, "a row is not in the table")
    let y = result([rows.count, width], of: table)
    workers.forEachRange(of: rows.count, by: rowTile) { range in
      kernel_gather_rows(range.lowerBound, range.upperBound, width, table.value, rows, y.value)
    }
    onBackward(y) { [workers] dy in
      guard let gradient = table.sink?.cleared() else { return }
      workers.forEachRange(of: width, by: rowTile) { columns in
        kernel_scatter_rows(
          rows.count, width, columns.lowerBound, columns.upperBound, dy, rows, gradient)
      }
    }
    return y
  }

  /// Permutes the axes of `a` seen as `shape`: axis k of the result is axis `axes[k]`.
  package func permuted(_ a: Variable, shape: [Int], axes: [Int]) -> Variable {
    precondition(shape.reduce(1, *) == a.count && axes.sorted() == Array(shape.indices))
    let there = AxisPermutation(shape: shape, axes: axes)
    let y = result(there.shape, of: a)
    rearrange(a.value, there, into: y.value, adding: false)
    onBackward(y) { [self] dy in
      guard let (da, adding) = a.sink?.target() else { return }
      let back = AxisPermutation(
        shape: there.shape, axes: axes.indices.map { axes.firstIndex(of: $0) ?? $0 })
      rearrange(dy, back, into: da, adding: adding)
    }
    return y
  }

  private func rearrange(
    _ x: UnsafeMutablePointer<Float>, _ permutation: AxisPermutation,
    into y: UnsafeMutablePointer<Float>, adding: Bool
  ) {
    guard workers.threads > 0 else { return }
    let (rows, columns) = (permutation.rowOffsets, permutation.columnOffsets)
    let tile = max(1, elementTile / max(1, columns.count))
    workers.forEachRange(of: rows.count, by: tile) { range in
      kernel_rearrange(
        range.lowerBound, range.upperBound, columns.count, rows, columns, x, adding ? 1 : 0, y)
    }
  }
}

/// The source offsets of an array's elements when its axes are permuted.
///
/// The result is seen as a matrix of its first axes by its last ones: an element's offset in the
/// source is then the sum of an offset of its row and one of its column.
struct AxisPermutation {
  /// The permuted shape.
  let shape: [Int]
  private let strides: [Int]
  private let split: Int

  init(shape: [Int], axes: [Int]) {
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    let permuted = axes.map { shape[$0] }
    self.shape = permuted
    self.strides = axes.map { strides[$0] }
    split = Self.split(permuted)
  }

  /// The first split with about as many rows as columns, so that both lists are short.
  private static func split(_ shape: [Int]) -> Int {
    let count = shape.reduce(1, *)
    return shape.indices.first { split in
      let rows = shape[..<split].reduce(1, *)
      return rows * rows >= count
    } ?? shape.count
  }

  var rowOffsets: [Int32] { offsets(0..<split) }
  var columnOffsets: [Int32] { offsets(split..<shape.count) }

  private func offsets(_ axes: Range<Int>) -> [Int32] {
    axes.reduce(into: [0]) { offsets, axis in
      let (length, stride) = (shape[axis], strides[axis])
      offsets = offsets.flatMap { offset in
        (0..<length).map { offset + Int32($0 * stride) }
      }
    }
  }
}
