/// An interval that contains a quantity with a stated confidence.
package struct Interval: Hashable, Sendable {
  package let lowerBound: Double
  package let upperBound: Double

  /// Creates the interval that extends by `width` to either side of `centre`.
  init(around centre: Double, width: Double) {
    (lowerBound, upperBound) = (centre - width, centre + width)
  }

  /// Computes the confidence interval of a normal population's mean, by Student's t.
  ///
  /// - Parameter confidence: Between 0 and 1, both excluded.
  /// - Returns: nil if the sample has fewer than two values.
  package init?(ofMean sample: [Double], confidence: Double = 0.95) {
    self.init(
      ofMean: mean(sample), deviation: standardDeviation(sample), count: sample.count,
      confidence: confidence)
  }

  /// Computes the confidence interval of a normal population's mean from a sample's mean and
  /// standard deviation.
  ///
  /// - Returns: nil if the sample has fewer than two values.
  package init?(ofMean mean: Double, deviation: Double, count: Int, confidence: Double = 0.95) {
    guard count > 1 else { return nil }
    let student = StudentDistribution(freedom: Double(count - 1))
    let error = deviation / Double(count).squareRoot()
    self.init(around: mean, width: student.quantile((1 + confidence) / 2) * error)
  }
}
