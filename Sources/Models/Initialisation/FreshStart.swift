internal import Statistics

extension ParameterBank {
  /// Initialises every parameter at random.
  ///
  /// Each draws from a stream named after it, so two ways of sharing start from the same numbers
  /// where they have the same owners.
  ///
  /// Matrices and embeddings have the encoder's standard deviation; biases start at 0, norms'
  /// scales at 1.
  package func startFresh(seed: UInt64, _ encoder: EncoderShape) {
    for parameter in layout.parameters { startFresh(parameter, seed: seed, encoder) }
  }

  /// Initialises one parameter.
  func startFresh(_ parameter: Parameter, seed: UInt64, _ encoder: EncoderShape) {
    switch parameter.start {
    case .zeros: self[parameter.name] = Array(repeating: 0, count: parameter.count)
    case .ones: self[parameter.name] = Array(repeating: 1, count: parameter.count)
    case .normal:
      var draws = SeededGenerator(seed: seed, stream: parameter.name)
      self[parameter.name] = draws.truncatedNormals(
        parameter.count, deviation: encoder.deviation * gain(of: parameter, encoder))
    }
  }

  private func gain(of parameter: Parameter, _ encoder: EncoderShape) -> Double {
    guard parameter.part == .matrices, case .matrix(let matrix)? = parameter.owner?.site else {
      return 1
    }
    return encoder.freshGain(of: matrix)
  }
}
