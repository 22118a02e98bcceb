/// Pearson's correlation of two lists of numbers, between -1 and 1.
///
/// - Returns: Not a number where it is undefined: for fewer than two values, where a list is
///   constant (both as SciPy's `pearsonr`), and where a value isn't finite.
/// - Precondition: Both lists have the same length.
package func pearson(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "values come in pairs")
  guard let a = direction(a), let b = direction(b) else { return .nan }
  return max(-1, min(1, zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }))
}

/// Spearman's rank correlation: Pearson's of the average ranks.
///
/// - Returns: Not a number where it is undefined: for fewer than two values, where a list is
///   constant (both as SciPy's `spearmanr`), and where a value isn't a number.
/// - Precondition: Both lists have the same length.
package func spearman(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "values come in pairs")
  if (a + b).contains(where: \.isNaN) { return .nan }
  return pearson(averageRanks(a), averageRanks(b))
}

/// The ranks 1, 2, ... from the smallest value on; equal values share the mean of theirs.
///
/// - Precondition: No value is not a number.
package func averageRanks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    for place in order[start..<end] { ranks[place] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}

/// The deviations from the mean, scaled to length 1; nil for a constant or for what isn't finite.
///
/// A constant is found by comparing, for its mean may differ from it in the last bit.
private func direction(_ values: [Double]) -> [Double]? {
  guard let first = values.first, values.allSatisfy(\.isFinite),
    values.contains(where: { $0 != first })
  else { return nil }
  // Scaled first, so that no square is beyond all numbers or below them.
  let largest = values.reduce(0) { max($0, abs($1)) }
  let scaled = values.map { $0 / largest }
  let centre = mean(scaled)
  let deviations = scaled.map { $0 - centre }
  let length = deviations.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return length > 0 ? deviations.map { $0 / length } : nil
}
