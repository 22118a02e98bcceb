/// P-values of several tests, each adjusted so that the chance of any false finding among all stays
/// at the level that a single one is held to (Holm, Scandinavian Journal of Statistics 1979).
///
/// The smallest is multiplied by how many there are, the next by one fewer and so on; none is below
/// the one before it, nor above 1.
package func holmAdjusted(_ values: [Double]) -> [Double] {
  var adjusted = values
  var least = 0.0
  for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
    least = max(least, min(1, Double(values.count - rank) * values[index]))
    adjusted[index] = least
  }
  return adjusted
}
