internal import Glibc

/// Computes the regularised incomplete beta function I_x(a, b).
///
/// Lentz's method evaluates the continued fraction of DLMF 8.17.22 (dlmf.nist.gov/8.17) on the side
/// of the mean where it converges fast.
///
/// - Parameter complement: 1 - x, passed separately so that nothing cancels near 1.
func regularisedBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x.isNaN || complement.isNaN { return .nan }
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - regularisedBeta(complement, complement: x, b, a) }
  let logBeta: Double = lgamma(a) + lgamma(b) - lgamma(a + b)
  let logPowers: Double = a * log(x) + b * log(complement)
  return exp(logPowers - logBeta) / a * betaFraction(x, a, b)
}

/// Evaluates the continued fraction 1 / (1 + d1 / (1 + d2 / (1 + ...))) of DLMF 8.17.22.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  var numeratorRatio = 1.0
  var denominatorRatio = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
  var fraction = denominatorRatio
  // The number of terms grows with the square root of the larger parameter.
  for term in 1...100_000 {
    let m = Double(term)
    let even: Double = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    let odd: Double = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    var change = 1.0
    for coefficient in [even, odd] {
      denominatorRatio = 1 / awayFromZero(1 + coefficient * denominatorRatio)
      numeratorRatio = awayFromZero(1 + coefficient / numeratorRatio)
      change = denominatorRatio * numeratorRatio
      fraction *= change
    }
    if abs(change - 1) < 1e-15 { break }
  }
  return fraction
}

private func awayFromZero(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }
