internal import Options
internal import Pipeline
internal import Statistics

/// Tests of arms by the predictions of each row, where evaluations have kept them.
struct RowTests {
  /// Most metrics of one run that are computed for an arm, each counted with its rows; with more
  /// rows there are fewer draws.
  private static let work = 200_000_000
  private static let draws = 1_000...10_000
  /// Largest distance of the metric over all rows from the one that was measured.
  private static let tolerance = 1e-6

  /// The same rows as an arm and the baseline predicted them.
  private struct Pair {
    let arm, baseline: RowMeasure
  }

  private let cell: ComparedCell
  private let metric: String

  init(_ cell: ComparedCell, _ comparison: Comparison) {
    (self.cell, metric) = (cell, comparison.measure.name)
  }

  /// Computes the metrics of every arm whose pairs all have predictions of the same rows.
  ///
  /// - Parameter check: Called before each arm; throws to stop.
  func metrics(check: () throws -> Void) throws -> [Metric] {
    var known: [String: RowMeasure] = [:]
    return try cell.arms.filter { $0.name != cell.baseline.name }.flatMap { arm -> [Metric] in
      try check()
      guard let pairs = try pairs(of: arm, &known) else { return [] }
      return metrics(of: arm.name, pairs)
    }
  }

  /// Reads the pairs of an arm; nil where one lacks its predictions, or has other rows.
  private func pairs(of arm: ComparedArm, _ known: inout [String: RowMeasure]) throws -> [Pair]? {
    var pairs: [Pair] = []
    for labels in arm.pairs(with: cell.baseline) {
      guard let own = try measure(arm, labels, &known),
        let other = try measure(cell.baseline, labels, &known), own.labels == other.labels,
        own.rows == (pairs.first?.arm.rows ?? own.rows)
      else { return nil }
      pairs.append(Pair(arm: own, baseline: other))
    }
    return pairs.isEmpty ? nil : pairs
  }

  /// Reads how the metric of a run follows from its rows; nil where that isn't the measured value.
  private func measure(
    _ arm: ComparedArm, _ labels: [String], _ known: inout [String: RowMeasure]
  ) throws -> RowMeasure? {
    guard let file = arm.predictions[labels], let value = arm.values[labels] else { return nil }
    if let measure = known[file] { return measure }
    guard let measure = try PredictedExamples(file: file).measure(metric),
      let whole = measure.value(Array(0..<measure.rows)),
      abs(whole - value) <= Self.tolerance * max(1, abs(value))
    else { return nil }
    known[file] = measure
    return measure
  }

  private func metrics(of name: String, _ pairs: [Pair]) -> [Metric] {
    let rows = pairs[0].arm.rows
    let draws = Self.work / max(1, 2 * rows * pairs.count)
    let drawn = MultiBootstrap(
      rows: rows, seeds: pairs.count,
      draws: min(max(draws, Self.draws.lowerBound), Self.draws.upperBound)
    ) { rows, seeds in
      var sum = 0.0
      for seed in seeds {
        guard let own = pairs[seed].arm.value(rows), let other = pairs[seed].baseline.value(rows)
        else { return nil }
        sum += own - other
      }
      return sum / Double(seeds.count)
    }
    let interval = [(MetricDeclaration.armRowsLow, drawn?.low), (.armRowsHigh, drawn?.high)]
    return (interval + [(.armMcNemar, mcNemar(pairs))]).compactMap { metric, value in
      value.map { Metric(metric, of: [name], $0) }
    }
  }

  private func mcNemar(_ pairs: [Pair]) -> Double? {
    guard pairs.count == 1, let own = pairs[0].arm.hits, let other = pairs[0].baseline.hits else {
      return nil
    }
    return McNemarTest(own, other).p
  }
}
