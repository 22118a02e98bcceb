/// Welch's t-test of two independent samples whose variances may differ (Welch, Biometrika 1947).
package struct WelchTest: Sendable {
  /// The first sample's mean minus the second's.
  package let difference: Double
  /// The Welch-Satterthwaite degrees of freedom; nil if the test cannot be made.
  package let freedom: Double?
  /// The 95 % confidence interval of the difference.
  package let interval: Interval?
  /// The t statistic.
  package let t: Double?
  /// The two-sided p-value.
  package let p: Double?

  /// Tests whether the means of the populations of `a` and `b` are equal.
  ///
  /// All properties but `difference` are nil if a sample has fewer than two values, or if neither
  /// sample varies.
  ///
  /// - Precondition: Neither sample is empty.
  package init(_ a: [Double], minus b: [Double]) {
    precondition(!a.isEmpty && !b.isEmpty, "a mean needs a value")
    self.init(Moments(a), minus: Moments(b))
  }

  /// What the test needs to know of a sample.
  package struct Moments: Sendable {
    let mean, deviation: Double
    let count: Int

    /// - Parameter deviation: The sample standard deviation; NaN for one value.
    package init(mean: Double, deviation: Double, count: Int) {
      (self.mean, self.deviation, self.count) = (mean, deviation, count)
    }

    fileprivate init(_ sample: [Double]) {
      (mean, deviation) = (Statistics.mean(sample), standardDeviation(sample))
      count = sample.count
    }
  }

  /// Tests whether the means of two populations are equal, by the moments of their samples.
  package init(_ a: Moments, minus b: Moments) {
    difference = a.mean - b.mean
    let shares = [a, b].map { $0.deviation * $0.deviation / Double($0.count) }
    let variance = shares[0] + shares[1]
    guard a.count > 1, b.count > 1, variance > 0 else {
      freedom = nil
      interval = nil
      t = nil
      p = nil
      return
    }
    let (first, second) = (shares[0] / variance, shares[1] / variance)
    let parts: Double = first * first / Double(a.count - 1) + second * second / Double(b.count - 1)
    let freedom: Double = 1 / parts
    let student = StudentDistribution(freedom: freedom)
    let error = variance.squareRoot()
    self.freedom = freedom
    interval = Interval(around: difference, width: student.quantile(0.975) * error)
    t = difference / error
    p = student.twoSided(difference / error)
  }
}
