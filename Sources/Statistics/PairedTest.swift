/// Student's t test of the differences between paired values.
package struct PairedTest: Sendable {
  /// The mean difference; 0 where it is nothing but rounding.
  package let difference: Double
  package let pairs: Int
  /// Whether all pairs differ alike, but for rounding, and do differ: no spread to judge by.
  package let isConstant: Bool
  /// Where the mean difference lies with 95 % confidence; nil for fewer than two pairs and where
  /// all differ alike.
  package let interval: Interval?
  /// nil for fewer than two pairs and where all differ alike.
  package let t: Double?
  /// Two-sided; nil for fewer than two pairs and where all differ alike, 1 where every pair is
  /// equal.
  package let p: Double?

  /// - Precondition: There are as many values in `a` as in `b`, and at least one.
  package init(_ a: [Double], minus b: [Double]) {
    precondition(a.count == b.count && !a.isEmpty, "values come in pairs")
    // A value is known to half a unit in its last place, and sums of two to a few.
    let rounding = 8 * ((a + b).map(\.magnitude).max() ?? 0).ulp
    let differences = zip(a, b).map { $0 - $1 }
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
