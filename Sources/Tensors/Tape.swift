/// Differentiates in reverse mode: each operation appends its pullback, and `backward` calls these
/// last to first.
///
/// The order of operations is already topological, so there is no graph to walk. Memory goes back
/// to the arena as soon as it is not needed: a value after its last use in the backward pass, a
/// gradient when it has been passed on. A tape lives for one step; it is not safe to share between
/// threads.
package final class Tape {
  let arena: Arena
  let workers: Workers
  /// The precision of matrix products of activations and weights.
  package let precision: Precision
  let isRecording: Bool
  private var records: [Record] = []

  /// One operation's result and its pullback, which takes the gradient of that result.
  private struct Record {
    let sink: GradientSink
    let pullback: (UnsafeMutablePointer<Float>) -> Void
  }

  /// Creates an empty tape.
  ///
  /// - Parameter recording: Whether gradients are wanted; false computes values alone and takes no
  ///   memory for gradients.
  package init(
    arena: Arena, workers: Workers, recording: Bool, precision: Precision = .float32
  ) {
    self.arena = arena
    self.workers = workers
    isRecording = recording
    self.precision = precision
  }

  /// Returns another tape that shares memory and threads.
  func nested(recording: Bool) -> Tape {
    Tape(arena: arena, workers: workers, recording: recording, precision: precision)
  }

  /// Makes a variable of numbers that the caller owns; its gradient is added to `gradient`, or not
  /// computed where that is nil.
  ///
  /// - Parameter isFresh: Whether the first contribution replaces what is in `gradient`.
  package func parameter(
    value: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?, shape: [Int],
    isFresh: Bool = false
  ) -> Variable {
    let sink =
      isRecording
      ? gradient.map { gradient in
        GradientSink(
          count: shape.reduce(1, *), arena: arena, workers: workers, owned: gradient,
          isEmpty: isFresh)
      } : nil
    return Variable(shape: shape, value: value, sink: sink, block: nil)
  }

  /// Makes a variable of numbers, row-major, that has no gradient.
  package func constant(_ values: [Float], shape: [Int]) -> Variable {
    let block = arena.block(values.count)
    workers.alone {
      for (index, value) in values.enumerated() { block.start[index] = value }
    }
    return Variable(shape: shape, value: block.start, sink: nil, block: block)
  }

  /// Adds to every gradient on the tape that of `factor` times `loss`, which holds one number.
  package func backward(from loss: Variable, factor: Float = 1) {
    precondition(loss.count == 1, "a loss is one number")
    if let sink = loss.sink {
      let start = sink.cleared()
      workers.alone { start[0] += factor }
    }
    backward()
  }

  /// Runs the backward pass from the gradients that results on the tape already have.
  package func backward() {
    while let record = records.popLast() {
      guard let gradient = record.sink.gathered else { continue }
      record.pullback(gradient)
      record.sink.release()
    }
  }

  /// Makes the result of an operation, which has a gradient if any input has one.
  func result(_ shape: [Int], of inputs: Variable?...) -> Variable {
    let count = shape.reduce(1, *)
    let learns = isRecording && inputs.contains { $0?.sink != nil }
    let block = arena.block(count)
    return Variable(
      shape: shape, value: block.start,
      sink: learns ? GradientSink(count: count, arena: arena, workers: workers) : nil,
      block: block)
  }

  /// Registers the pullback of an operation, which gets the gradient of its result and may
  /// overwrite it.
  func onBackward(
    _ result: Variable, _ pullback: @escaping (UnsafeMutablePointer<Float>) -> Void
  ) {
    guard isRecording, let sink = result.sink else { return }
    records.append(Record(sink: sink, pullback: pullback))
  }
}
