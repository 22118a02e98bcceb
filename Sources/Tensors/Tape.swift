/// Reverse-mode differentiation: operations append what undoes them, and `backward` runs that
/// reversed.
///
/// The order of operations is already topological, so there is no graph to walk. Memory goes back
/// to the arena as soon as nobody needs it: a value after its last use on the way back, a gradient
/// when it has been passed on. Born and dropped inside one step; not safe to share between threads.
package final class Tape {
  let arena: Arena
  let workers: Workers
  /// How matrix products of activations and weights are computed.
  package let precision: Precision
  let isRecording: Bool
  private var records: [Record] = []

  /// What undoes one operation, given the gradient of its result.
  private struct Record {
    let sink: GradientSink
    let pullback: (UnsafeMutablePointer<Float>) -> Void
  }

  /// - Parameter recording: false to compute values alone, with no memory for gradients.
  package init(
    arena: Arena, workers: Workers, recording: Bool, precision: Precision = .float32
  ) {
    self.arena = arena
    self.workers = workers
    isRecording = recording
    self.precision = precision
  }

  /// Another tape that shares memory and threads.
  func nested(recording: Bool) -> Tape {
    Tape(arena: arena, workers: workers, recording: recording, precision: precision)
  }

  /// Numbers that the caller owns; gradients go to `gradient`, or are not wanted where it is nil.
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

  /// Numbers that have no gradient.
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

  /// Passes on the gradients that results on the tape have been given from elsewhere.
  package func backward() {
    while let record = records.popLast() {
      guard let gradient = record.sink.gathered else { continue }
      record.pullback(gradient)
      record.sink.release()
    }
  }

  /// The result of an operation, which has a gradient if any input has one.
  func result(_ shape: [Int], of inputs: Variable?...) -> Variable {
    let count = shape.reduce(1, *)
    let learns = isRecording && inputs.contains { $0?.sink != nil }
    let block = arena.block(count)
    return Variable(
      shape: shape, value: block.start,
      sink: learns ? GradientSink(count: count, arena: arena, workers: workers) : nil,
      block: block)
  }

  /// Registers what an operation does on the way back; given its result's gradient, which it may
  /// write over.
  func onBackward(
    _ result: Variable, _ pullback: @escaping (UnsafeMutablePointer<Float>) -> Void
  ) {
    guard isRecording, let sink = result.sink else { return }
    records.append(Record(sink: sink, pullback: pullback))
  }
}
