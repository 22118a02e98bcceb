/// Student's t distribution.
package struct StudentDistribution: Sendable {
  /// Degrees of freedom, which need not be whole.
  package let freedom: Double

  /// Creates the distribution with the given degrees of freedom.
  ///
  /// - Precondition: `freedom` is above zero.
  package init(freedom: Double) {
    precondition(freedom > 0, "Student's t needs degrees of freedom")
    self.freedom = freedom
  }

  /// Creates the distribution that the mean of a sample has, over its standard error.
  ///
  /// - Returns: nil for fewer than two values, and if they are all equal.
  init?(ofMeanOf sample: [Double]) {
    guard sample.count > 1, sample.contains(where: { $0 != sample[0] }) else { return nil }
    self.init(freedom: Double(sample.count - 1))
  }

  /// Returns the probability of a value at least as far from 0 as `t`, on either side
  /// (DLMF 8.17.5 ff.).
  package func twoSided(_ t: Double) -> Double {
    if t.isInfinite { return 0 }
    let square = t * t
    let whole = freedom + square
    // A square beyond all numbers: so far out that nothing is left.
    if whole.isInfinite { return 0 }
    return regularisedBeta(freedom / whole, complement: square / whole, freedom / 2, 0.5)
  }

  /// Returns the probability of a value of at most `t`.
  package func cumulative(_ t: Double) -> Double {
    let tail = twoSided(t) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// Finds the value below which the share `probability` lies, by bisection to the last bits.
  ///
  /// - Precondition: `probability` is above 0 and below 1.
  package func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1")
    if probability == 0.5 { return 0 }
    let tails = 2 * min(probability, 1 - probability)
    let distance = critical(tails)
    return probability > 0.5 ? distance : -distance
  }

  /// Finds the distance from 0 beyond which the share `tails` lies, both sides together.
  private func critical(_ tails: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while twoSided(high) > tails && high < 1e150 { (low, high) = (high, high * 2) }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return high }
      if twoSided(middle) > tails { low = middle } else { high = middle }
    }
  }
}
