internal import Options
internal import Pipeline
internal import Statistics

/// The arms of one cell of a comparison, and how each differs from the baseline.
struct ComparedCell {
  let arms: [ComparedArm]
  let baseline: ComparedArm
  private let comparison: Comparison
  /// The tests by the name of the arm; the baseline and arms without a pair have none.
  private let tests: [String: PairedTest]
  /// Holm-adjusted p-values by the name of the arm.
  private let adjusted: [String: Double]

  init(_ arms: [ComparedArm], _ comparison: Comparison) {
    self.arms = arms
    self.comparison = comparison
    let baseline =
      arms.first { $0.name == comparison.baseline } ?? ComparedArm(name: comparison.baseline)
    self.baseline = baseline
    var tests: [String: PairedTest] = [:]
    for arm in arms where arm.name != baseline.name {
      let labels = arm.pairs(with: baseline)
      guard !labels.isEmpty else { continue }
      tests[arm.name] = PairedTest(
        labels.compactMap { arm.values[$0] }, minus: labels.compactMap { baseline.values[$0] })
    }
    self.tests = tests
    // A repeated baseline is no hypothesis that the others pay for.
    let known = arms.filter { !comparison.again.contains($0.name) }.compactMap { arm in
      tests[arm.name]?.p.map { (arm.name, $0) }
    }
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
    let optional =
      [
        (MetricDeclaration.armDifferenceLow, test.interval?.lowerBound),
        (.armDifferenceHigh, test.interval?.upperBound), (.armP, test.p),
        (.armAdjustedP, adjusted[arm.name]),
        (.armDifferencePerMillion, differencePerMillion(test, arm, pairs)),
      ] + exact(arm, pairs)
    return [
      Metric(.armBaselineMean, of: [arm.name], reference),
      Metric(.armDifference, of: [arm.name], test.difference),
    ] + optional.compactMap { metric, value in value.map { Metric(metric, of: [arm.name], $0) } }
  }

  /// Computes what each pair says, and what their number allows to say.
  private func exact(
    _ arm: ComparedArm, _ pairs: [[String]]
  ) -> [(MetricDeclaration, Double?)] {
    guard let test = tests[arm.name], !test.isConstant else { return [] }
    let differences = test.differences
    let sign: Double = comparison.preference == .lower ? -1 : 1
    let deviation = test.t == nil ? nil : standardDeviation(differences)
    return [
      (.armWins, Double(differences.count { $0 * sign > 0 })),
      (.armSignFlips, pairs.count > 1 ? ExactTests.signFlips(differences) : nil),
      (.armWilcoxon, ExactTests.wilcoxon(differences)),
      (.armDetectable, deviation.map { detectableDifference(deviation: $0, pairs: pairs.count) }),
      (
        .armEquivalence,
        comparison.margin.flatMap { EquivalenceTest(differences, margin: $0)?.p }
      ),
    ]
  }

  /// Returns the difference for each million of parameters that an arm has beyond the baseline.
  private func differencePerMillion(
    _ test: PairedTest, _ arm: ComparedArm, _ pairs: [[String]]
  ) -> Double? {
    guard let size = arm.size(over: pairs), let other = baseline.size(over: pairs), size != other
    else { return nil }
    return test.difference / ((size - other) / 1e6)
  }
}
