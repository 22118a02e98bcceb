/// The interval of a difference between two arms whose rows and seeds are both samples: rows of the
/// test data and seeds are drawn anew, together, with replacement (Sellam et al., The
/// MultiBERTs, ICLR 2022, section 3).
///
/// An arm and the baseline keep their pairs: a drawn row counts in both, and so does a drawn seed.
package struct MultiBootstrap: Sendable {
  /// Ends of the interval that holds the middle 95 % of the draws.
  package let low, high: Double
  /// Standard deviation of the draws.
  package let deviation: Double
  /// Number of draws.
  package let draws: Int

  /// Draws rows and seeds.
  ///
  /// - Parameters:
  ///   - rows: Number of rows.
  ///   - seeds: Number of pairs of runs.
  ///   - draws: Number of draws.
  ///   - difference: The difference between the arm and the baseline over drawn seeds and rows, of
  ///     which some are drawn several times; nil where it is undefined.
  /// - Returns: nil where there is nothing to draw, or the difference is undefined for more than
  ///   one draw in a hundred.
  package init?(
    rows: Int, seeds: Int, draws: Int = 10_000,
    difference: (_ rows: [Int], _ seeds: [Int]) -> Double?
  ) {
    guard rows > 1, seeds > 0, draws > 1 else { return nil }
    var generator = SeededGenerator(seed: 0, stream: "rows and seeds")
    var drawnRows = [Int](repeating: 0, count: rows)
    var drawnSeeds = [Int](repeating: 0, count: seeds)
    var found: [Double] = []
    for _ in 0..<draws {
      for index in drawnRows.indices { drawnRows[index] = generator.index(below: rows) }
      for index in drawnSeeds.indices { drawnSeeds[index] = generator.index(below: seeds) }
      if let value = difference(drawnRows, drawnSeeds), value.isFinite { found.append(value) }
    }
    guard found.count * 100 >= draws * 99 else { return nil }
    found.sort()
    (low, high) = (quantile(found, 0.025), quantile(found, 0.975))
    deviation = standardDeviation(found)
    self.draws = found.count
  }
}

extension SeededGenerator {
  fileprivate mutating func index(below count: Int) -> Int { Int(uniform() * Double(count)) }
}

/// Returns the value below which a share of sorted values lies, between two of them on the line
/// that joins them.
private func quantile(_ sorted: [Double], _ share: Double) -> Double {
  let position = share * Double(sorted.count - 1)
  let index = min(Int(position), sorted.count - 2)
  return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
}
