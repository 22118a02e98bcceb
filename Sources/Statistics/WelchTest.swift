/// Welch's t test of two independent samples whose variances may differ (Welch, Biometrika 1947).
package struct WelchTest: Sendable {
  /// The mean of the first sample less that of the second.
  package let difference: Double
  /// The Welch-Satterthwaite degrees of freedom; nil where the test cannot be made.
  package let freedom: Double?
  /// Where the difference lies with 95 % confidence.
  package let interval: Interval?
  package let t: Double?
  /// Two-sided.
  package let p: Double?

  /// Figures are nil where a sample has fewer than two values, or where neither varies.
  ///
  /// - Precondition: Neither sample is empty.
  package init(_ a: [Double], minus b: [Double]) {
    precondition(!a.isEmpty && !b.isEmpty, "a mean needs a value")
    difference = mean(a) - mean(b)
    let shares = [a, b].map { sample in
      let deviation = standardDeviation(sample)
      return deviation * deviation / Double(sample.count)
    }
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
