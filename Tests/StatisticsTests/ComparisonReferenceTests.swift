import FoundationEssentials
import Glibc
import Statistics
import Testing

/// Comparisons computed by SciPy, from Tests/Fixtures/statistics.json.
private struct Reference: Decodable {
  struct Arm: Decodable {
    let values: [Double]
    let difference, deviation, low, high, p, sign_flip, detectable, equivalence, holm: Double
    let wilcoxon: Double?
    let wins: Int
  }
  struct Case: Decodable {
    let baseline: [Double]
    let margin: Double
    let arms: [Arm]
  }
  /// Right and wrong answers, as text of 1 and 0 for each seed.
  struct Grid: Decodable {
    let baseline, arm: [String]
    let difference, low, high, deviation, tolerance: Double
  }
  let cases: [Case]
  let grids: [Grid]

  static func load(_ file: String = #filePath) throws -> Reference {
    let tests = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appending(path: "Fixtures/statistics.json"))
    return try JSONDecoder().decode(Reference.self, from: data)
  }
}

private func isClose(_ value: Double?, _ expected: Double) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= 1e-9 * max(1, abs(expected))
}

@Suite("comparisons agree with SciPy")
struct ComparisonReferenceTests {
  @Test("t-tests, intervals and Holm's method")
  func paired() throws {
    let cases = try Reference.load().cases
    #expect(cases.map(\.baseline.count) == [2, 3, 5, 8, 10])
    for sample in cases {
      let tests = sample.arms.map { PairedTest($0.values, minus: sample.baseline) }
      let adjusted = holmAdjusted(tests.compactMap(\.p))
      for ((arm, test), holm) in zip(zip(sample.arms, tests), adjusted) {
        #expect(isClose(test.difference, arm.difference))
        #expect(isClose(test.interval?.lowerBound, arm.low))
        #expect(isClose(test.interval?.upperBound, arm.high))
        #expect(isClose(test.p, arm.p) && isClose(holm, arm.holm))
      }
    }
  }

  @Test("exact sign flips and signed ranks; equivalence; the difference that would be found")
  func exact() throws {
    for sample in try Reference.load().cases {
      for arm in sample.arms {
        let differences = zip(arm.values, sample.baseline).map { $0 - $1 }
        #expect(isClose(standardDeviation(differences), arm.deviation))
        #expect(isClose(ExactTests.signFlips(differences), arm.sign_flip))
        let ranked = ExactTests.wilcoxon(differences)
        #expect(arm.wilcoxon.map { isClose(ranked, $0) } ?? (ranked == nil))
        #expect(
          isClose(EquivalenceTest(differences, margin: sample.margin)?.p, arm.equivalence))
        // SciPy's noncentral t is undefined on the way to the value of two pairs, and the reference
        // wrong there; see below.
        if differences.count > 2 {
          let found = detectableDifference(deviation: arm.deviation, pairs: differences.count)
          #expect(isClose(found / arm.detectable, 1))
        }
        #expect(differences.count { $0 > 0 } == arm.wins)
      }
    }
  }

  @Test("two pairs find the difference with 80 % power, by integration over both normal draws")
  func twoPairs() {
    let centre = detectableDifference(deviation: 2.0.squareRoot(), pairs: 2)
    let critical = StudentDistribution(freedom: 1).quantile(0.975)
    // |z + centre| / |v| exceeds the critical value; v, with one degree of freedom, is normal too.
    let step = 1e-3
    let power = (-10_000...10_000).reduce(0.0) { sum, index in
      let z = Double(index) * step
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      return sum + step * density * erf(abs(z + centre) / critical / 2.0.squareRoot())
    }
    #expect(abs(power - 0.8) < 1e-6)
  }

  @Test("rows and seeds drawn together")
  func grids() throws {
    let grids = try Reference.load().grids
    #expect(grids.count == 2)
    for grid in grids {
      let gains = zip(grid.arm, grid.baseline).map { arm, baseline in
        zip(arm, baseline).map { ($0 == "1" ? 1.0 : 0) - ($1 == "1" ? 1 : 0) }
      }
      func difference(_ rows: [Int], _ seeds: [Int]) -> Double {
        mean(seeds.map { seed in mean(rows.map { gains[seed][$0] }) })
      }
      let all = difference(Array(gains[0].indices), Array(gains.indices))
      #expect(isClose(all, grid.difference))
      let drawn = try #require(
        MultiBootstrap(rows: gains[0].count, seeds: gains.count, difference: difference))
      #expect(drawn.draws == 10_000)
      #expect(abs(drawn.low - grid.low) <= grid.tolerance)
      #expect(abs(drawn.high - grid.high) <= grid.tolerance)
      #expect(abs(drawn.deviation - grid.deviation) <= grid.tolerance)
    }
  }
}
