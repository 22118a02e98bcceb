internal import Glibc

extension SeededGenerator {
  /// Draws of a normal distribution of mean 0 (Box and Muller, 1958).
  ///
  /// - Returns: `count` draws of the given standard deviation, cut at two deviations by redrawing,
  ///   as BERT's released initialisation does.
  package mutating func truncatedNormals(_ count: Int, deviation: Double) -> [Float] {
    var draws: [Float] = []
    draws.reserveCapacity(count)
    while draws.count < count {
      let radius = (-2 * log(1 - uniform())).squareRoot()
      let angle = 2 * Double.pi * uniform()
      for draw in [radius * cos(angle), radius * sin(angle)]
      where abs(draw) <= 2 && draws.count < count {
        draws.append(Float(draw * deviation))
      }
    }
    return draws
  }

  /// A draw whose logarithm has a normal distribution of that mean and deviation.
  package mutating func logNormal(mean: Double, deviation: Double) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return exp(mean + deviation * radius * cos(2 * Double.pi * uniform()))
  }
}
