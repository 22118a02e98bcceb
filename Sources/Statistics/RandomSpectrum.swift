internal import Glibc

/// The singular values that a matrix of independent normal entries has in the mean.
///
/// They follow the law of Marchenko and Pastur (Mathematics of the USSR-Sbornik 1, 1967): of a
/// matrix [n, m], n ≤ m, with entries of variance 1 / m, the squares x of the singular values have
/// the density √((b - x)(x - a)) / (2πcx) between a = (1 - √c)² and b = (1 + √c)², c = n / m. The
/// law is exact for large matrices; at n = 10 the values of one size are off by less than 2 % of
/// the largest.
package struct RandomSpectrum: Sendable {
  /// The singular values, the largest first.
  package let values: [Double]

  /// Angles at which the distribution is computed; between them it is smooth.
  private static let angles = 4096

  /// Computes the singular values of a matrix of a size and a Frobenius norm; nil where there is
  /// no such matrix.
  ///
  /// - Parameters:
  ///   - count: The smaller side.
  ///   - entries: The number of entries.
  package init?(count: Int, entries: Double, norm: Double) {
    let ratio = Double(count) * Double(count) / entries
    guard count > 0, ratio > 0, ratio <= 1, norm > 0, norm.isFinite else { return nil }
    let squares = Self.quantiles(count, ratio: ratio)
    let scale = norm / squares.reduce(0, +).squareRoot()
    values = squares.map { $0.squareRoot() * scale }
  }

  /// The entropy of the squares as shares of their sum, in nats.
  package var entropy: Double {
    let sum = values.reduce(0) { $0 + $1 * $1 }
    return values.reduce(0) { entropy, value in
      let share = value * value / sum
      return share > 0 ? entropy - share * log(share) : entropy
    }
  }

  /// Finds the middle of each of so many equal shares of the distribution of squares, the largest
  /// first.
  ///
  /// With x = 1 + c + 2√c cos θ the density is 2 sin²θ / (πx) over θ from 0 to π, which the
  /// trapezoid rule sums to the last digits.
  private static func quantiles(_ count: Int, ratio: Double) -> [Double] {
    let width = 2 * ratio.squareRoot()
    func square(_ angle: Double) -> Double { 1 + ratio + width * cos(angle) }
    func density(_ angle: Double) -> Double {
      // The limit at x = 0, which is there where both sides are equal.
      let x = square(angle)
      return x < 1e-12 ? 2 / .pi : 2 * sin(angle) * sin(angle) / (.pi * x)
    }
    let step = Double.pi / Double(angles)
    var (shares, last) = ([0.0], density(0))
    for index in 1...angles {
      let next = density(Double(index) * step)
      shares.append(shares[index - 1] + step * (last + next) / 2)
      last = next
    }
    var index = 1
    return (0..<count).map { position in
      let share = (Double(position) + 0.5) / Double(count) * shares[angles]
      while index < angles, shares[index] < share { index += 1 }
      let gap = shares[index] - shares[index - 1]
      let part = gap > 0 ? (share - shares[index - 1]) / gap : 0
      return max(0, square((Double(index - 1) + part) * step))
    }
  }
}
