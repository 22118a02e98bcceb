extension Tape {
  /// What `body` makes of `input`, with nothing kept of what it computes on the way: on the way
  /// back it runs a second time (Chen et al., arXiv 1604.06174).
  ///
  /// - Parameter body: Must compute the same each time, on the tape that it is given.
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
