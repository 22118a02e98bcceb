/// The arithmetic mean; not a number for an empty sample.
package func mean(_ sample: [Double]) -> Double {
  sample.reduce(0, +) / Double(sample.count)
}

/// The sample standard deviation, with n - 1 below the line; not a number for fewer than two
/// values.
package func standardDeviation(_ sample: [Double]) -> Double {
  guard sample.count > 1 else { return .nan }
  let centre = mean(sample)
  let squares = sample.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  return (squares / Double(sample.count - 1)).squareRoot()
}
