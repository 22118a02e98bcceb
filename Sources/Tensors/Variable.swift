/// An array on a tape: row-major values and, where one is wanted, the gradient of the loss in them.
///
/// The memory belongs to the tape's arena or, for parameters, to the caller.
package final class Variable {
  package let shape: [Int]
  package let value: UnsafeMutablePointer<Float>
  /// Gradients are added to it; nil for a constant.
  package let gradient: UnsafeMutablePointer<Float>?

  package let count: Int

  /// Keeps the memory alive as long as anybody can read it.
  private let arena: Arena?

  init(
    shape: [Int], value: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?,
    in arena: Arena?
  ) {
    (self.shape, self.value, self.gradient, self.arena) = (shape, value, gradient, arena)
    count = shape.reduce(1, *)
  }

  /// The last dimension.
  var width: Int { shape[shape.count - 1] }

  /// The same numbers under another shape.
  func withShape(_ shape: [Int]) -> Variable {
    Variable(shape: shape, value: value, gradient: gradient, in: arena)
  }

  /// The values, copied.
  package var numbers: [Float] { Array(UnsafeBufferPointer(start: value, count: count)) }

  /// The product of all dimensions but the last.
  var rows: Int { shape.dropLast().reduce(1, *) }
}
