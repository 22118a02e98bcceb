/// Some axes of a sweep, and a number for each combination of their values.
///
/// Combinations are numbered in the order of the spec, the last axis fastest.
package struct AxisSubset: Hashable, Sendable {
  /// Which axes, ascending.
  package let axes: [Int]
  /// How many values each has.
  let sizes: [Int]
  /// What the next value of each adds to a number.
  let strides: [Int]
  /// How many combinations there are.
  package let count: Int

  /// - Precondition: The product of all axes' sizes is within ``Sweep/cellLimit``.
  package init(_ indices: [Int], of all: [Axis]) {
    axes = indices
    sizes = indices.map { all[$0].values.count }
    var strides = [Int](repeating: 1, count: indices.count)
    var count = 1
    for place in indices.indices.reversed() {
      strides[place] = count
      count *= sizes[place]
    }
    (self.strides, self.count) = (strides, count)
  }

  /// The number of the combination in `choice`, which has a value index for every axis.
  package func code(_ choice: [Int]) -> Int {
    var code = 0
    for place in axes.indices { code += choice[axes[place]] * strides[place] }
    return code
  }

  /// Writes the value index of each of these axes into `choice`.
  package func decode(_ code: Int, into choice: inout [Int]) {
    for place in axes.indices { choice[axes[place]] = value(at: place, of: code) }
  }

  /// The value index of the axis at a place among these.
  func value(at place: Int, of code: Int) -> Int { code / strides[place] % sizes[place] }
}
