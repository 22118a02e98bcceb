/// Adjusts the p-values of several tests for their number, so that the chance of any false finding
/// stays at the level of a single test (Holm, Scandinavian Journal of Statistics 1979).
///
/// The smallest is multiplied by the number of tests, the next by one fewer, and so on; none falls
/// below the one before it or exceeds 1. The result has the order of `values`.
package func holmAdjusted(_ values: [Double]) -> [Double] {
  var adjusted = values
  var least = 0.0
  for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
    least = max(least, min(1, Double(values.count - rank) * values[index]))
    adjusted[index] = least
  }
  return adjusted
}
