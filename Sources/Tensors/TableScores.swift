/// The scores x Eᵀ + b over a table E [vocabulary, width] so large that those of all rows are never
/// in memory at once: x [rows, width], b [vocabulary].
package struct TableScores {
  let x, table, bias: Variable

  /// Combines the operands; no score is computed yet.
  ///
  /// - Precondition: widths and lengths agree as above.
  package init(_ x: Variable, table: Variable, bias: Variable) {
    precondition(table.width == x.width && bias.count == table.rows)
    self.x = x
    self.table = table
    self.bias = bias
  }

  var rows: Int { x.rows }
  var classes: Int { table.rows }

  /// Runs of rows whose scores are in memory at once.
  var chunks: [Range<Int>] {
    let size = max(1, scoreChunk / classes)
    return stride(from: 0, to: rows, by: size).map { $0..<min(rows, $0 + size) }
  }
}

/// Number of scores that are in memory at once: 32 MB of them.
private let scoreChunk = 1 << 23

extension Tape {
  /// Computes the scores of some rows, [range.count, classes].
  func scores(_ scores: TableScores, _ range: Range<Int>) -> ArenaBlock {
    let (width, classes) = (scores.x.width, scores.classes)
    let block = arena.block(range.count * classes)
    multiply(
      MatrixOperand(scores.x.value + range.lowerBound * width, stride: width),
      MatrixOperand(scores.table.value, stride: width, transposed: true), into: block.start,
      rows: range.count, columns: classes, inner: width, adding: false,
      ProductOptions(bias: UnsafePointer(scores.bias.value)))
    return block
  }

  /// Adds to the gradients of x, the table and the bias what the gradient of some rows' scores,
  /// [range.count, classes], gives.
  func passOn(
    _ gradient: UnsafeMutablePointer<Float>, _ range: Range<Int>, of scores: TableScores
  ) {
    let x = scores.x
    let table = scores.table
    let bias = scores.bias
    let (classes, width) = (table.rows, table.width)
    let offset = range.lowerBound * width
    if let dx = x.sink?.cleared() {
      multiply(
        MatrixOperand(gradient, stride: classes), MatrixOperand(table.value, stride: width),
        into: dx + offset, rows: range.count, columns: width, inner: classes, adding: true)
    }
    let sums = bias.sink?.cleared()
    guard let (start, adding) = table.sink?.target() else {
      if let sums { addColumnSums(of: gradient, rows: range.count, width: classes, to: sums) }
      return
    }
    multiply(
      MatrixOperand(gradient, stride: classes, transposed: true),
      MatrixOperand(x.value + offset, stride: width), into: start, rows: classes, columns: width,
      inner: range.count, adding: adding, ProductOptions(leftSums: sums))
  }
}
