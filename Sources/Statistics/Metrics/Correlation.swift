/// Returns Pearson's correlation of two lists of numbers, between -1 and 1.
///
/// - Returns: NaN where it is undefined: for fewer than two values, if a list is constant (both as
///   SciPy's `pearsonr`), and if a value isn't finite.
/// - Precondition: Both lists have the same length.
package func pearson(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "values come in pairs")
  guard let a = direction(a), let b = direction(b) else { return .nan }
  return max(-1, min(1, zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }))
}

/// Returns Spearman's rank correlation, which is Pearson's correlation of the average ranks.
///
/// - Returns: NaN where it is undefined: for fewer than two values, if a list is constant (both as
///   SciPy's `spearmanr`), and if a value is NaN.
/// - Precondition: Both lists have the same length.
package func spearman(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "values come in pairs")
  if (a + b).contains(where: \.isNaN) { return .nan }
  return pearson(averageRanks(a), averageRanks(b))
}

/// Returns the ranks 1, 2, ... of the values, from the smallest on; equal values share the mean of
/// their ranks.
///
/// - Precondition: No value is NaN.
package func averageRanks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}

/// Returns the deviations from the mean, scaled to length 1; nil if all values are equal or one
/// isn't finite.
///
/// Values are compared with each other, because the mean of equal values may differ from them in
/// the last bit.
private func direction(_ values: [Double]) -> [Double]? {
  guard let first = values.first, values.allSatisfy(\.isFinite),
    values.contains(where: { $0 != first })
  else { return nil }
  // Scaled first, so that no square overflows or underflows.
  let largest = values.reduce(0) { max($0, abs($1)) }
  let scaled = values.map { $0 / largest }
  let centre = mean(scaled)
  let deviations = scaled.map { $0 - centre }
  let length = deviations.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return length > 0 ? deviations.map { $0 / length } : nil
}
