/// Tests whether the mean of paired differences lies within a margin of zero, by two one-sided
/// t-tests (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987).
package struct EquivalenceTest: Sendable {
  /// The larger of the two p-values; small where the mean is shown to be within the margin.
  package let p: Double

  /// Tests against both -margin and +margin.
  ///
  /// - Parameter margin: The largest difference that doesn't matter; above zero.
  /// - Returns: nil for fewer than two differences, and if they don't vary.
  package init?(_ differences: [Double], margin: Double) {
    guard let student = StudentDistribution(ofMeanOf: differences) else { return nil }
    let error = standardError(differences)
    let centre = mean(differences)
    p = max(
      student.cumulative((centre - margin) / error), student.cumulative(-(centre + margin) / error))
    if !p.isFinite { return nil }
  }
}

/// Returns the standard error of a sample's mean; NaN for fewer than two values.
func standardError(_ sample: [Double]) -> Double {
  standardDeviation(sample) / Double(sample.count).squareRoot()
}
