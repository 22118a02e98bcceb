internal import Models
internal import Statistics

extension CopiesHook {
  /// Returns the weights of the copies in a step, which are positive and sum to 1, by a draw that
  /// is named after the step and the parameter.
  func drawnWeights(of parameter: Parameter, step: Int, seed: UInt64) -> [Double] {
    guard weights == .random else { return Array(repeating: 1 / Double(count), count: count) }
    var draw = SeededGenerator(seed: seed, stream: "copies \(step) \(parameter.name)")
    let uniforms = (0..<count).map { _ in 1 - draw.uniform() }
    let sum = uniforms.reduce(0, +)
    return uniforms.map { $0 / sum }
  }
}

extension ParameterCopies {
  /// Standard deviation of a standard normal variable that is truncated at two.
  private static let truncatedDeviation = 0.87962566103423978

  /// Starts the copies around the bank's values: W_j = W + σ ξ_j for normal ξ with Σ ξ_j = 0.
  ///
  /// - Parameter relative: σ over the root mean square of the parameter's entries.
  func spread(_ relative: Double, seed: UInt64) {
    for (parameter, own) in pairs {
      let values = bank.values[parameter.range]
      let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      let deviation = relative * (squares / Double(parameter.count)).squareRoot()
      let noise = centred(
        copies.indices.map { index in
          var draw = SeededGenerator(seed: seed, stream: "copy \(index) \(parameter.name)")
          return draw.truncatedNormals(
            parameter.count, deviation: deviation / Self.truncatedDeviation)
        })
      for (copy, noise) in zip(copies, noise) {
        for (scalar, value) in values.enumerated() {
          copy.numbers[own.offset + scalar] = value + noise[scalar]
        }
      }
    }
  }

  /// Subtracts the mean over the copies from each, and scales them so that each varies as before.
  private func centred(_ noise: [[Float]]) -> [[Float]] {
    let count = Double(noise.count)
    let factor = (count / (count - 1)).squareRoot()
    let means = noise[0].indices.map { scalar in
      noise.reduce(0.0) { $0 + Double($1[scalar]) } / count
    }
    return noise.map { copy in
      zip(copy, means).map { Float((Double($0) - $1) * factor) }
    }
  }

  /// Draws each copy as a fresh parameter is drawn, from a stream of its own.
  func startFresh(seed: UInt64, _ encoder: EncoderShape) {
    for (parameter, own) in pairs {
      for (index, copy) in copies.enumerated() {
        var draw = SeededGenerator(seed: seed, stream: "copy \(index) \(parameter.name)")
        bank.startFresh(parameter, seed: draw.next(), encoder)
        _ = copy.numbers.at(own.range).update(
          fromContentsOf: bank.values.at(parameter.range))
      }
    }
  }
}
