/// Some axes of a sweep, with a number for each combination of their values.
///
/// Combinations are numbered in the order of the spec, the last axis fastest; the number of a
/// combination is its code.
package struct AxisSubset: Hashable, Sendable {
  /// Indices of the axes in the sweep, ascending.
  package let axes: [Int]
  /// Number of values of each axis.
  let sizes: [Int]
  /// For each axis, the difference between the codes of two neighbouring values.
  let strides: [Int]
  /// Number of combinations.
  package let count: Int

  /// Chooses some axes by their ascending indices.
  ///
  /// - Precondition: The product of all axes' sizes is within ``Sweep/cellLimit``.
  package init(_ indices: [Int], of all: [Axis]) {
    axes = indices
    sizes = indices.map { all[$0].values.count }
    var strides = [Int](repeating: 1, count: indices.count)
    var count = 1
    for offset in indices.indices.reversed() {
      strides[offset] = count
      count *= sizes[offset]
    }
    (self.strides, self.count) = (strides, count)
  }

  /// Returns the code of the combination in `choice`, which has a value index for every axis of the
  /// sweep.
  package func code(_ choice: [Int]) -> Int {
    var code = 0
    for offset in axes.indices { code += choice[axes[offset]] * strides[offset] }
    return code
  }

  /// Writes the value index of each of these axes into `choice`, which has one for every axis of
  /// the sweep.
  package func decode(_ code: Int, into choice: inout [Int]) {
    for offset in axes.indices { choice[axes[offset]] = value(at: offset, of: code) }
  }

  /// Returns the value index that a code has on the axis at `offset` in ``axes``.
  func value(at offset: Int, of code: Int) -> Int { code / strides[offset] % sizes[offset] }
}
