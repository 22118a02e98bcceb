/// Tests of paired differences that take nothing to be normal: every way of giving the differences
/// signs is equally likely where no arm is better, and all of them are counted.
package enum ExactTests {
  /// The largest number of pairs that is counted out.
  package static let mostPairs = 12

  /// Returns the smallest two-sided p-value that a number of pairs allows: 2 / 2ⁿ.
  package static func smallestP(ofPairs pairs: Int) -> Double {
    pairs == 0 ? 1 : 2 / Double(sign: .plus, exponent: pairs, significand: 1)
  }

  /// Returns the two-sided p-value of the sum of differences under sign flips (Fisher, The Design
  /// of Experiments, 1935, section 21): the share of signs that give a sum as far from zero as
  /// theirs.
  ///
  /// - Returns: nil where there are none, or more than ``mostPairs``.
  package static func signFlips(_ differences: [Double]) -> Double? {
    share(of: differences) { sum, own in abs(sum) >= abs(own) }
  }

  /// Returns the two-sided p-value of Wilcoxon's signed-rank test (Biometrics Bulletin 1, 1945).
  ///
  /// Differences of zero are left out, and the ranks of equal ones are averaged.
  ///
  /// - Returns: nil where fewer than three differences are left, or more than ``mostPairs``.
  package static func wilcoxon(_ differences: [Double]) -> Double? {
    let nonzero = differences.filter { $0 != 0 }
    guard nonzero.count > 2 else { return nil }
    let ranks = averageRanks(nonzero.map(\.magnitude))
    let signed = zip(ranks, nonzero).map { $1 < 0 ? -$0 : $0 }
    let tails = [
      share(of: signed) { sum, own in sum <= own }, share(of: signed) { sum, own in sum >= own },
    ]
    return tails.compactMap(\.self).min().map { min(1, 2 * $0) }
  }

  /// Returns the share of all signs whose sum is like that of the values as they are.
  private static func share(
    of values: [Double], _ isLike: (_ sum: Double, _ own: Double) -> Bool
  ) -> Double? {
    guard (1...mostPairs).contains(values.count) else { return nil }
    // Equal sums may differ by rounding; moved by so much, they count as like.
    let rounding = 1e-12 * values.reduce(0) { $0 + $1.magnitude }
    let own = values.reduce(0, +)
    let all = 1 << values.count
    let like = (0..<all).count { signs in
      let sum = values.indices.reduce(0.0) { sum, index in
        let value = values[index].magnitude
        return signs >> index & 1 == 1 ? sum + value : sum - value
      }
      return isLike(sum + rounding, own) || isLike(sum - rounding, own)
    }
    return Double(like) / Double(all)
  }
}
