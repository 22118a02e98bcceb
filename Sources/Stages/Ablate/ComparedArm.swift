internal import Pipeline
internal import Statistics

/// The values of one arm of a comparison.
struct ComparedArm {
  let name: String
  /// Measured values, by the labels on the axes along which arms are paired.
  var values: [[String]: Double] = [:]
  /// Parameter counts of the measured models, by the same labels.
  var parameters: [[String]: Double] = [:]

  /// Computes the arm's metrics over some of its values.
  ///
  /// - Parameter labels: The labels of each value, in order.
  func metrics(over labels: [[String]]) -> [Metric] {
    let sample = labels.compactMap { values[$0] }
    var metrics = [
      Metric(.armCount, of: [name], Double(sample.count)),
      Metric(.armMean, of: [name], mean(sample)),
    ]
    let sizes = labels.compactMap { parameters[$0] }
    if !sizes.isEmpty {
      // Of one size unless arms are paired along an axis that changes it.
      metrics.append(Metric(.armParameters, of: [name], mean(sizes)))
    }
    if sample.count > 1 {
      metrics.append(Metric(.armStandardDeviation, of: [name], standardDeviation(sample)))
    }
    return metrics
  }

  /// Finds the labels for which both this arm and another have a value, in order.
  ///
  /// For the arm itself, these are all its labels.
  func pairs(with other: ComparedArm) -> [[String]] {
    values.keys.filter { other.values[$0] != nil }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// The arms of one cell of a comparison, and how each differs from the baseline.
struct ComparedCell {
  let arms: [ComparedArm]
  private let baseline: ComparedArm
  /// The tests by the name of the arm; the baseline and arms without a pair have none.
  private let tests: [String: PairedTest]
  /// Holm-adjusted p-values by the name of the arm.
  private let adjusted: [String: Double]

  init(_ arms: [ComparedArm], baseline name: String) {
    self.arms = arms
    let baseline = arms.first { $0.name == name } ?? ComparedArm(name: name)
    self.baseline = baseline
    var tests: [String: PairedTest] = [:]
    for arm in arms where arm.name != name {
      let labels = arm.pairs(with: baseline)
      guard !labels.isEmpty else { continue }
      tests[arm.name] = PairedTest(
        labels.compactMap { arm.values[$0] }, minus: labels.compactMap { baseline.values[$0] })
    }
    self.tests = tests
    let known = arms.compactMap { arm in tests[arm.name]?.p.map { (arm.name, $0) } }
    adjusted = Dictionary(
      zip(known.map(\.0), holmAdjusted(known.map(\.1))), uniquingKeysWith: { first, _ in first })
  }

  /// The metrics of every arm.
  ///
  /// They are over the values that are in a pair, or over all values of an arm that is in none.
  var metrics: [Metric] {
    arms.flatMap { arm in
      let pairs = arm.pairs(with: baseline)
      if arm.name == baseline.name { return arm.metrics(over: baselineLabels) }
      return arm.metrics(over: pairs.isEmpty ? arm.pairs(with: arm) : pairs)
        + [Metric(.armPairs, of: [arm.name], Double(pairs.count))] + differences(arm, pairs)
    }
  }

  /// Lines about what a reader of the metrics may miss.
  var notes: [String] {
    let others = arms.filter { $0.name != baseline.name }
    if others.isEmpty { return ["'\(baseline.name)' is the only arm: there is nothing to compare"] }
    return others.compactMap { arm in
      guard let test = tests[arm.name] else {
        return "'\(arm.name)' has no value that '\(baseline.name)' has a pair for"
      }
      return test.isConstant
        ? "'\(arm.name)' differs from '\(baseline.name)' by the same in all \(test.pairs) pairs: "
          + "without spread there is neither a confidence interval nor a p-value"
        : nil
    }
  }

  private var baselineLabels: [[String]] {
    let all = baseline.pairs(with: baseline)
    let paired = all.filter { labels in
      arms.contains { $0.name != baseline.name && $0.values[labels] != nil }
    }
    return paired.isEmpty ? all : paired
  }

  /// Computes the paired difference from the baseline, with interval and p-value from two pairs on.
  private func differences(_ arm: ComparedArm, _ pairs: [[String]]) -> [Metric] {
    guard let test = tests[arm.name] else { return [] }
    let reference = mean(pairs.compactMap { baseline.values[$0] })
    let optional = [
      (MetricDeclaration.armDifferenceLow, test.interval?.lowerBound),
      (.armDifferenceHigh, test.interval?.upperBound), (.armP, test.p),
      (.armAdjustedP, adjusted[arm.name]),
    ]
    return [
      Metric(.armBaselineMean, of: [arm.name], reference),
      Metric(.armDifference, of: [arm.name], test.difference),
    ] + optional.compactMap { metric, value in value.map { Metric(metric, of: [arm.name], $0) } }
  }
}
