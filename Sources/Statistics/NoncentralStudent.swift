internal import Glibc

/// The noncentral t distribution, which a t statistic has where the true mean isn't zero.
package struct NoncentralStudent: Sendable {
  /// Degrees of freedom.
  package let freedom: Double
  /// The true mean over its standard error.
  package let centre: Double

  package init(freedom: Double, centre: Double) {
    (self.freedom, self.centre) = (freedom, centre)
  }

  /// Returns the probability of a value of at most `t`, by Guenther's series as in algorithm AS 243
  /// (Lenth, Applied Statistics 38, 1989): a sum of incomplete beta functions, weighted by the
  /// probabilities of a Poisson distribution with the mean centre² / 2.
  package func cumulative(_ t: Double) -> Double {
    if t < 0 { return 1 - NoncentralStudent(freedom: freedom, centre: -centre).cumulative(-t) }
    let belowZero = erfc(centre / 2.0.squareRoot()) / 2
    let square = t * t
    let (x, complement) = (square / (freedom + square), freedom / (freedom + square))
    let half = centre * centre / 2
    var even = exp(-half)
    var odd = centre * even * (2 / Double.pi).squareRoot()
    var sum = 0.0
    for term in 0..<10_000 {
      let j = Double(term)
      sum += even * regularisedBeta(x, complement: complement, j + 0.5, freedom / 2)
      sum += odd * regularisedBeta(x, complement: complement, j + 1, freedom / 2)
      even *= half / (j + 1)
      odd *= half / (j + 1.5)
      if j > half && even < 1e-18 && abs(odd) < 1e-18 { break }
    }
    return min(1, max(0, belowZero + sum / 2))
  }
}

/// Finds the true mean difference that a two-sided paired t-test at 0.05 would find with a given
/// power.
///
/// - Parameters:
///   - deviation: Standard deviation of the differences.
///   - pairs: Number of pairs, at least two.
///   - power: Probability of finding it, above 0.05 and below 1.
package func detectableDifference(deviation: Double, pairs: Int, power: Double = 0.8) -> Double {
  let freedom = Double(pairs - 1)
  let critical = StudentDistribution(freedom: freedom).quantile(0.975)
  func found(_ centre: Double) -> Double {
    let student = NoncentralStudent(freedom: freedom, centre: centre)
    return 1 - student.cumulative(critical) + student.cumulative(-critical)
  }
  var (low, high) = (0.0, 1.0)
  while found(high) < power && high < 64 { (low, high) = (high, high * 2) }
  // More halvings than a double has bits.
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if found(middle) < power { low = middle } else { high = middle }
  }
  return high * deviation / Double(pairs).squareRoot()
}
