internal import CKernels

extension Tape {
  /// Rows of a table: table [entries, width] to [rows.count, width].
  ///
  /// On the way back rows are added one after the other, so a row taken twice gets both.
  /// - Precondition: every row exists.
  package func embedding(table: Variable, rows: [Int32]) -> Variable {
    let (entries, width) = (table.rows, table.width)
    let y = result([rows.count, width], of: table)
    for (place, row) in rows.enumerated() {
      precondition(row >= 0 && Int(row) < entries, "row \(row) of a table of \(entries)")
      (y.value + place * width).update(from: table.value + Int(row) * width, count: width)
    }
    onBackward(y) { dy in
      guard let gradient = table.gradient else { return }
      for (place, row) in rows.enumerated() {
        kernel_add(width, dy + place * width, gradient + Int(row) * width)
      }
    }
    return y
  }

  /// The elements of `a`, seen as `shape`, with its axes in another order: axis k of the result is
  /// axis `axes[k]`.
  package func permuted(_ a: Variable, shape: [Int], axes: [Int]) -> Variable {
    precondition(shape.reduce(1, *) == a.count && axes.sorted() == Array(shape.indices))
    let permutation = AxisPermutation(shape: shape, axes: axes)
    let y = result(permutation.shape, of: a)
    permutation.forEachRun { source, target, step, count in
      for k in 0..<count { y.value[target + k] = a.value[source + k * step] }
    }
    onBackward(y) { dy in
      guard let da = a.gradient else { return }
      permutation.forEachRun { source, target, step, count in
        for k in 0..<count { da[source + k * step] += dy[target + k] }
      }
    }
    return y
  }
}

/// Walks the elements of an array in the order of its permuted axes.
struct AxisPermutation {
  /// The permuted shape.
  let shape: [Int]
  private let strides: [Int]

  init(shape: [Int], axes: [Int]) {
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    self.shape = axes.map { shape[$0] }
    self.strides = axes.map { strides[$0] }
  }

  /// Calls `body(source, target, step, count)` for every run along the last permuted axis.
  func forEachRun(_ body: (Int, Int, Int, Int) -> Void) {
    guard let count = shape.last, let step = strides.last else { return }
    let outer = Array(shape.dropLast())
    var place = Array(repeating: 0, count: outer.count)
    var source = 0
    for run in 0..<outer.reduce(1, *) {
      body(source, run * count, step, count)
      for axis in outer.indices.reversed() {
        place[axis] += 1
        source += strides[axis]
        if place[axis] < outer[axis] { break }
        source -= place[axis] * strides[axis]
        place[axis] = 0
      }
    }
  }
}
