/// Returns the arithmetic mean; NaN for an empty sample.
package func mean(_ sample: [Double]) -> Double {
  sample.reduce(0, +) / Double(sample.count)
}

/// Returns the sample standard deviation, which divides by n - 1; NaN for fewer than two values.
package func standardDeviation(_ sample: [Double]) -> Double {
  guard sample.count > 1 else { return .nan }
  let centre = mean(sample)
  let squares = sample.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  return (squares / Double(sample.count - 1)).squareRoot()
}
