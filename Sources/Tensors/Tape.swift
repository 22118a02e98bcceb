/// Reverse-mode differentiation: operations append what undoes them, and `backward` runs that
/// reversed.
///
/// The order of operations is already topological, so there is no graph to walk. Born and dropped
/// inside one step; not safe to share between threads.
package final class Tape {
  let arena: Arena
  let workers: Workers
  private let isRecording: Bool
  private var pullbacks: [() -> Void] = []

  /// - Parameter recording: false to compute values alone, with no memory for gradients.
  package init(arena: Arena, workers: Workers, recording: Bool) {
    (self.arena, self.workers, isRecording) = (arena, workers, recording)
  }

  /// Numbers that the caller owns; gradients are added to `gradient`, or not wanted where it is
  /// nil.
  package func parameter(
    value: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?, shape: [Int]
  ) -> Variable {
    Variable(shape: shape, value: value, gradient: isRecording ? gradient : nil, in: nil)
  }

  /// Numbers that have no gradient.
  package func constant(_ values: [Float], shape: [Int]) -> Variable {
    let memory = arena.uninitialized(values.count)
    for (index, value) in values.enumerated() { memory[index] = value }
    return Variable(shape: shape, value: memory, gradient: nil, in: arena)
  }

  /// Adds to every gradient on the tape that of `loss`, which holds one number.
  package func backward(from loss: Variable) {
    precondition(loss.count == 1, "a loss is one number")
    loss.gradient?[0] += 1
    for pullback in pullbacks.reversed() { pullback() }
    pullbacks = []
  }

  /// The result of an operation: memory for its value and, if any input has one, for its gradient.
  func result(_ shape: [Int], of inputs: Variable?...) -> Variable {
    let count = shape.reduce(1, *)
    let learns = isRecording && inputs.contains { $0?.gradient != nil }
    return Variable(
      shape: shape, value: arena.uninitialized(count),
      gradient: learns ? arena.floats(count) : nil, in: arena)
  }

  /// Registers what an operation does on the way back; given its result's gradient.
  func onBackward(
    _ result: Variable, _ pullback: @escaping (UnsafeMutablePointer<Float>) -> Void
  ) {
    guard isRecording, let gradient = result.gradient else { return }
    pullbacks.append { pullback(gradient) }
  }
}
