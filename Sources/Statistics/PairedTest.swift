/// Student's t test of the differences between paired values.
package struct PairedTest: Sendable {
  /// The mean difference.
  package let difference: Double
  package let pairs: Int
  /// Where the mean difference lies with 95 % confidence; nil for fewer than two pairs.
  package let interval: Interval?
  /// nil for fewer than two pairs and where every pair is equal; infinite where all differ alike.
  package let t: Double?
  /// Two-sided; nil for fewer than two pairs, 1 where every pair is equal, 0 where all differ
  /// alike.
  package let p: Double?

  /// - Precondition: There are as many values in `a` as in `b`, and at least one.
  package init(_ a: [Double], minus b: [Double]) {
    precondition(a.count == b.count && !a.isEmpty, "values come in pairs")
    let differences = zip(a, b).map { $0 - $1 }
    (difference, pairs) = (mean(differences), differences.count)
    interval = Interval(ofMean: differences)
    guard pairs > 1 else {
      (t, p) = (nil, nil)
      return
    }
    let error = standardDeviation(differences) / Double(pairs).squareRoot()
    if error == 0 && difference == 0 {
      (t, p) = (nil, 1)
    } else {
      let distance = difference / error
      (t, p) = (distance, StudentDistribution(freedom: Double(pairs - 1)).twoSided(distance))
    }
  }
}
