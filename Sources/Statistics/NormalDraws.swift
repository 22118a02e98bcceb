internal import Glibc

extension SeededGenerator {
  /// Draws from a normal distribution of mean 0 that is truncated at two standard deviations, as
  /// BERT's released initialisation is.
  ///
  /// Values are made by the method of Box and Muller (1958); those beyond two standard deviations
  /// are drawn again.
  ///
  /// - Parameter deviation: Standard deviation before the truncation.
  /// - Returns: `count` values.
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

  /// Draws a value whose logarithm is normal with the given mean and standard deviation.
  package mutating func logNormal(mean: Double, deviation: Double) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return exp(mean + deviation * radius * cos(2 * Double.pi * uniform()))
  }
}
