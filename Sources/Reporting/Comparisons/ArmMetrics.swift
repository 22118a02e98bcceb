internal import Options
internal import Pipeline
internal import Statistics

/// What a comparison has left of one arm.
struct ArmMetrics {
  /// The least number of pairs whose spread is shown as an interval.
  static let fewestPairs = 3

  let name: String
  private let comparison: Comparison
  private let known: [String: Double]

  /// - Parameter known: All metrics of the comparison, by name.
  init(_ name: String, of comparison: Comparison, _ known: [String: Double]) {
    (self.name, self.comparison, self.known) = (name, comparison, known)
  }

  /// Returns a metric; nil where it is undefined.
  subscript(_ metric: MetricDeclaration) -> Double? { known[metric.name(of: [name])] }

  var isBaseline: Bool { name == comparison.baseline }

  /// Whether the arm is the baseline once more, under other seeds.
  var isBaselineAgain: Bool { comparison.again.contains(name) }

  var pairs: Int { Int(self[.armPairs] ?? 0) }

  /// The 95 % interval of the difference; nil where there is none, or too few pairs to show one.
  var interval: (low: Double, high: Double)? {
    guard pairs >= Self.fewestPairs, let low = self[.armDifferenceLow],
      let high = self[.armDifferenceHigh]
    else { return nil }
    return (low, high)
  }

  /// Number of parameters beside embeddings, or of all where only these are known.
  var size: Double? { self[.armInnerParameters] ?? self[.armParameters] }

  /// Whether two arms are as large as each other, within 5 %.
  func isOfSize(_ other: ArmMetrics) -> Bool {
    guard let size, let otherSize = other.size, size > 0 else { return false }
    return abs(otherSize / size - 1) <= 0.05
  }
}
