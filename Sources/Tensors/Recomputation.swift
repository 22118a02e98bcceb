extension Tape {
  /// Applies `body` to `input` without keeping its intermediate results: the backward pass runs it
  /// a second time (gradient checkpointing: Chen et al., arXiv 1604.06174).
  ///
  /// - Parameter body: Computes the same each time, on the tape that it is given.
  package func recomputed(
    _ input: Variable, _ body: @escaping (Tape, Variable) -> Variable
  ) -> Variable {
    guard isRecording else { return body(self, input) }
    let value = body(nested(recording: false), input)
    let y = Variable(
      shape: value.shape, value: value.value,
      sink: GradientSink(count: value.count, arena: arena, workers: workers), block: value.block)
    let count = value.count
    onBackward(y) { [self] dy in
      let second = nested(recording: true)
      let again = body(second, input)
      passOn(dy, to: again.sink, count: count)
      second.backward()
    }
    return y
  }
}
