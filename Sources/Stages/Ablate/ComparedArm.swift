internal import Pipeline
internal import Statistics

/// What an arm of a comparison has come to.
struct ComparedArm {
  let name: String
  /// By the labels on the axes along which arms are paired.
  var values: [[String]: Double] = [:]
  var parameters: [[String]: Double] = [:]

  /// Its figures over some of its values, in the order of their labels.
  func figures(over places: [[String]]) -> [Metric] {
    let sample = places.compactMap { values[$0] }
    var metrics = [
      Metric(.armCount, of: [name], Double(sample.count)),
      Metric(.armMean, of: [name], mean(sample)),
    ]
    let sizes = places.compactMap { parameters[$0] }
    if !sizes.isEmpty {
      // Of one size unless arms are paired along an axis that changes it.
      metrics.append(Metric(.armParameters, of: [name], mean(sizes)))
    }
    if sample.count > 1 {
      metrics.append(Metric(.armDeviation, of: [name], standardDeviation(sample)))
    }
    return metrics
  }

  /// Where both this arm and another have a value, in order; everywhere for the arm itself.
  func pairs(with other: ComparedArm) -> [[String]] {
    values.keys.filter { other.values[$0] != nil }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// The arms of one cell of a comparison, and how each differs from one of them.
struct ComparedCell {
  let arms: [ComparedArm]
  private let baseline: ComparedArm
  /// By the name of each arm but the baseline; none of arms without a pair.
  private let tests: [String: PairedTest]
  private let adjusted: [String: Double]

  init(_ arms: [ComparedArm], baseline name: String) {
    self.arms = arms
    let baseline = arms.first { $0.name == name } ?? ComparedArm(name: name)
    self.baseline = baseline
    var tests: [String: PairedTest] = [:]
    for arm in arms where arm.name != name {
      let places = arm.pairs(with: baseline)
      guard !places.isEmpty else { continue }
      tests[arm.name] = PairedTest(
        places.compactMap { arm.values[$0] }, minus: places.compactMap { baseline.values[$0] })
    }
    self.tests = tests
    let known = arms.compactMap { arm in tests[arm.name]?.p.map { (arm.name, $0) } }
    adjusted = Dictionary(
      zip(known.map(\.0), holmAdjusted(known.map(\.1))), uniquingKeysWith: { first, _ in first })
  }

  /// Of every arm, over its values that are in a pair; of one that is in none, over all.
  var figures: [Metric] {
    arms.flatMap { arm in
      let pairs = arm.pairs(with: baseline)
      if arm.name == baseline.name { return arm.figures(over: baselinePlaces) }
      return arm.figures(over: pairs.isEmpty ? arm.pairs(with: arm) : pairs)
        + [Metric(.armPairs, of: [arm.name], Double(pairs.count))] + differences(arm, pairs)
    }
  }

  /// What a reader of the figures may miss, a line each.
  var notes: [String] {
    let others = arms.filter { $0.name != baseline.name }
    if others.isEmpty { return ["'\(baseline.name)' stands alone: there is nothing to compare"] }
    return others.compactMap { arm in
      guard let test = tests[arm.name] else {
        return "'\(arm.name)' has no value that '\(baseline.name)' has a pair for"
      }
      return test.isConstant
        ? "'\(arm.name)' differs from '\(baseline.name)' by the same in all \(test.pairs) pairs: "
          + "without spread there is neither interval nor p"
        : nil
    }
  }

  private var baselinePlaces: [[String]] {
    let all = baseline.pairs(with: baseline)
    let paired = all.filter { place in
      arms.contains { $0.name != baseline.name && $0.values[place] != nil }
    }
    return paired.isEmpty ? all : paired
  }

  /// The paired difference from the baseline; interval and p-value from two pairs on.
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
