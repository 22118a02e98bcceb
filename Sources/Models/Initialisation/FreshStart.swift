internal import Statistics

extension ParameterBank {
  /// Fills every parameter as a model that has learnt nothing.
  ///
  /// Each draws from a stream named after it, so two ways of sharing start from the same numbers
  /// where they have the same owners.
  ///
  /// - Parameter deviation: Of matrices and embeddings; biases start at 0, norms' scales at 1.
  package func startFresh(seed: UInt64, deviation: Double) {
    for parameter in layout.parameters {
      startFresh(parameter, seed: seed, deviation: deviation)
    }
  }

  /// Fills one parameter afresh.
  func startFresh(_ parameter: Parameter, seed: UInt64, deviation: Double) {
    switch parameter.start {
    case .zeros: self[parameter.name] = Array(repeating: 0, count: parameter.count)
    case .ones: self[parameter.name] = Array(repeating: 1, count: parameter.count)
    case .normal:
      var draws = SeededGenerator(seed: seed, stream: parameter.name)
      self[parameter.name] = draws.truncatedNormals(parameter.count, deviation: deviation)
    }
  }
}
