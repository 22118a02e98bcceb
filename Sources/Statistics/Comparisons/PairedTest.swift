/// Student's t-test of the differences between paired values.
package struct PairedTest: Sendable {
  /// The differences of the pairs; those no larger than rounding errors are 0.
  package let differences: [Double]
  /// Mean difference; 0 if it is no larger than rounding errors.
  package let difference: Double
  package let pairs: Int
  /// Whether all pairs differ by the same amount, up to rounding, which isn't zero: the differences
  /// then have no spread to judge them by.
  package let isConstant: Bool
  /// The 95 % confidence interval of the mean difference; nil for fewer than two pairs and if all
  /// pairs differ by the same amount.
  package let interval: Interval?
  /// The t statistic; nil for fewer than two pairs and if all pairs differ by the same amount.
  package let t: Double?
  /// The two-sided p-value; nil for fewer than two pairs and if all pairs differ by the same
  /// amount, but 1 if every pair is equal.
  package let p: Double?

  /// Tests whether the mean of `a - b` is zero.
  ///
  /// - Precondition: There are as many values in `a` as in `b`, and at least one.
  package init(_ a: [Double], minus b: [Double]) {
    precondition(a.count == b.count && !a.isEmpty, "values come in pairs")
    // A value is known to half a unit in its last digit, and a sum of two to a few units.
    let rounding = 8 * ((a + b).map(\.magnitude).max() ?? 0).ulp
    let differences = zip(a, b).map { $0 - $1 }
    self.differences = differences.map { abs($0) <= rounding ? 0 : $0 }
    let centre = mean(differences)
    difference = abs(centre) <= rounding ? 0 : centre
    pairs = differences.count
    let deviation = standardDeviation(differences)
    let isSpread = !(deviation <= rounding)
    isConstant = pairs > 1 && !isSpread && difference != 0
    guard pairs > 1, isSpread else {
      let isEqual = pairs > 1 && difference == 0
      interval = isEqual ? Interval(around: 0, width: 0) : nil
      t = nil
      p = isEqual ? 1 : nil
      return
    }
    let distance = centre / (deviation / Double(pairs).squareRoot())
    interval = Interval(ofMean: differences)
    (t, p) = (distance, StudentDistribution(freedom: Double(pairs - 1)).twoSided(distance))
  }
}
