import Foundation
import Testing

@testable import Statistics

@Suite("singular values of random matrices")
struct RandomSpectrumTests {
  /// Means over 400 matrices of norm 1 and their entropies, by numpy 2's `linalg.svd` in double
  /// precision; entries are those of `default_rng(seed).standard_normal`.
  struct Fixture: Sendable {
    let (columns, seed): (Int, Int)
    let means: [Double]
    let entropy: Double
  }

  static let fixtures = [
    Fixture(
      columns: 24, seed: 1,
      means: [
        0.480878, 0.426313, 0.382221, 0.34437, 0.308482, 0.273852, 0.239714, 0.207778, 0.174046,
        0.13412,
      ], entropy: 2.076941),
    Fixture(
      columns: 12, seed: 2,
      means: [
        0.523153, 0.449298, 0.39316, 0.342253, 0.293289, 0.250019, 0.208381, 0.167978, 0.127638,
        0.089726, 0.050031, 0.015686,
      ], entropy: 1.961238),
    Fixture(
      columns: 512, seed: 3,
      means: [
        0.389323, 0.37671, 0.366373, 0.356963, 0.347727, 0.338896, 0.328774, 0.317553,
      ], entropy: 2.070818),
  ]

  @Test("are close to the means of drawn matrices, and so is their entropy", arguments: fixtures)
  func drawn(fixture: Fixture) throws {
    let count = fixture.means.count
    let found = try #require(
      RandomSpectrum(count: count, entries: Double(count * fixture.columns), norm: 1))
    #expect(found.values.count == count)
    for (value, mean) in zip(found.values, fixture.means) {
      #expect(abs(value - mean) < 0.02 * fixture.means[0], "\(fixture.seed)")
    }
    #expect(abs(found.entropy - fixture.entropy) < 0.03)
  }

  @Test(
    "fall, have the norm, and have the entropy that Page's formula has for large matrices",
    arguments: [(1, 1), (1, 7), (2, 2), (64, 64), (100, 300), (768, 3072), (4096, 5000)])
  func laws(count: Int, other: Int) throws {
    let found = try #require(
      RandomSpectrum(count: count, entries: Double(count) * Double(other), norm: 3))
    let sum = found.values.reduce(0) { $0 + $1 * $1 }
    #expect(abs(sum - 9) < 1e-9)
    #expect(zip(found.values, found.values.dropFirst()).allSatisfy { $0 >= $1 && $1 > 0 })
    if count >= 64 {
      // ln n - n / 2m (Page, Physical Review Letters 71, 1993, equation 8).
      let page = log(Double(count)) - Double(count) / Double(2 * other)
      #expect(abs(found.entropy - page) < 0.001)
    }
  }

  private static let impossible: [(count: Int, entries: Double, norm: Double)] = [
    (0, 10, 1), (-1, 10, 1), (4, 15, 1), (4, 0, 1), (4, -16, 1), (4, .nan, 1), (4, .infinity, 1),
    (4, 16, 0), (4, 16, .nan), (4, 16, .infinity), (4, 16, -1),
  ]

  @Test("are none of what is no matrix")
  func nothing() {
    for (count, entries, norm) in Self.impossible {
      let found = RandomSpectrum(count: count, entries: entries, norm: norm)
      #expect(found?.values == nil, "\(count), \(entries), \(norm)")
    }
  }
}
