/// Computes the largest difference of two arrays, relative to the largest wanted number.
///
/// It is infinite where a difference is not finite.
/// - Parameter floor: Least value of the largest wanted number, so that zeros can be compared.
package func relativeDistance(
  _ found: [Float], _ wanted: [Double], floor: Double = 1e-3
) -> Double {
  guard found.count == wanted.count else { return .infinity }
  var (worst, largest) = (0.0, floor)
  for (number, target) in zip(found, wanted) {
    let difference = abs(Double(number) - target)
    guard difference.isFinite else { return .infinity }
    (worst, largest) = (max(worst, difference), max(largest, abs(target)))
  }
  return worst / largest
}

/// Computes how far a gradient is from central differences of `function`.
///
/// The distance is relative to the largest entry. Some entries are compared alone, and all of them
/// at once along one random direction of ±1.
/// - Parameter samples: Number of entries that are compared alone; at most all.
package func gradientDistance(
  _ gradient: [Float], at point: [Double], samples: Int, of function: ([Double]) -> Double
) -> Double {
  guard gradient.count == point.count else { return .infinity }
  var numbers = SeededNumbers(seed: UInt64(point.count))
  let indices =
    point.count <= samples
    ? Array(point.indices)
    : (0..<samples).map { _ in Int.random(in: point.indices, using: &numbers) }
  let slopes = indices.map { index in
    var direction = [Double](repeating: 0, count: point.count)
    direction[index] = 1
    return slope(of: function, at: point, along: direction)
  }
  let signs = point.map { _ in Bool.random(using: &numbers) ? 1.0 : -1.0 }
  let along = zip(gradient, signs).reduce(0) { $0 + Double($1.0) * $1.1 }
  let size = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  let difference = abs(along - slope(of: function, at: point, along: signs)) / max(size, 1e-3)
  guard difference.isFinite else { return .infinity }
  return max(difference, relativeDistance(indices.map { gradient[$0] }, slopes))
}

/// Computes the central difference of a function of many variables along a direction.
private func slope(
  of function: ([Double]) -> Double, at point: [Double], along direction: [Double]
) -> Double {
  let step = 1e-5
  let ahead = function(zip(point, direction).map { $0 + step * $1 })
  let behind = function(zip(point, direction).map { $0 - step * $1 })
  return (ahead - behind) / (2 * step)
}
