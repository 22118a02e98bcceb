extension Tape {
  /// Computes a · b element by element, both of one shape.
  package func elementProduct(_ a: Variable, _ b: Variable) -> Variable {
    precondition(a.shape == b.shape, "\(a.shape) and \(b.shape) don't multiply")
    let y = result(a.shape, of: a, b)
    eachTile(of: y.count) { offset, count in
      for index in offset..<offset + count { y.value[index] = a.value[index] * b.value[index] }
    }
    onBackward(y) { [self] dy in
      addProducts(dy, b, to: a.sink)
      addProducts(dy, a, to: b.sink)
    }
    return y
  }

  /// Adds dy · factor to a gradient; does nothing without a sink.
  private func addProducts(
    _ dy: UnsafeMutablePointer<Float>, _ factor: Variable, to sink: GradientSink?
  ) {
    guard let gradient = sink?.cleared() else { return }
    eachTile(of: factor.count) { offset, count in
      for index in offset..<offset + count { gradient[index] += dy[index] * factor.value[index] }
    }
  }
}
