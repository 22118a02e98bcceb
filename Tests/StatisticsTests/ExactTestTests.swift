import Statistics
import Testing

@Suite("exact tests")
struct ExactTestTests {
  @Test("differences of one sign reach the smallest p that their number allows", arguments: 1...12)
  func smallest(pairs: Int) {
    let differences = (1...pairs).map { Double($0) / 10 }
    #expect(ExactTests.signFlips(differences) == ExactTests.smallestP(ofPairs: pairs))
    #expect(ExactTests.signFlips(differences.map { -$0 }) == ExactTests.smallestP(ofPairs: pairs))
  }

  @Test("five pairs cannot go below 0.0625")
  func five() { #expect(ExactTests.smallestP(ofPairs: 5) == 0.0625) }

  @Test("no difference at all says nothing; too many are not counted out")
  func edges() {
    #expect(ExactTests.signFlips([0, 0, 0]) == 1)
    #expect(ExactTests.signFlips([]) == nil && ExactTests.wilcoxon([0, 0, 0, 1, 2]) == nil)
    #expect(ExactTests.signFlips([Double](repeating: 1, count: 13)) == nil)
  }

  @Test("sums that are equal but for rounding count as equal")
  func rounding() {
    // 0.1 + 0.2 - 0.3 isn't 0 in binary.
    #expect(ExactTests.signFlips([0.1, 0.2, -0.3]) == 1)
    #expect(ExactTests.signFlips([0.1, 0.2, 0.3].map { $0 * 1e-9 }) == 0.25)
  }

  @Test("McNemar's p is the binomial sum", arguments: [(0, 0), (0, 1), (1, 5), (12, 3), (40, 61)])
  func binomial(first: Int, second: Int) {
    let a = [Bool](repeating: true, count: first) + [Bool](repeating: false, count: second + 7)
    let b =
      [Bool](repeating: false, count: first) + [Bool](repeating: true, count: second)
      + [Bool](repeating: false, count: 7)
    let test = McNemarTest(a, b)
    #expect(test.first == first && test.second == second)
    let all = first + second
    // Pascal's triangle, halved in each row.
    var shares = [1.0]
    for _ in 0..<all {
      shares = zip([0] + shares, shares + [0]).map { ($0 + $1) / 2 }
    }
    let tail = shares[...min(first, second)].reduce(0, +)
    #expect(abs(test.p - min(1, 2 * tail)) < 1e-12)
  }

  @Test("a test of equivalence needs spread, and is sure within a wide margin")
  func equivalence() throws {
    #expect(EquivalenceTest([0.1, 0.1, 0.1], margin: 1) == nil)
    #expect(EquivalenceTest([0.1], margin: 1) == nil)
    let near = try #require(EquivalenceTest([0.01, -0.01, 0.02, 0], margin: 0.5))
    let far = try #require(EquivalenceTest([1.01, 0.99, 1.02, 1], margin: 0.5))
    #expect(near.p < 1e-5 && far.p > 0.999)
  }

  @Test("a noncentral distribution around zero is Student's", arguments: [1.0, 4, 30])
  func central(freedom: Double) {
    let student = StudentDistribution(freedom: freedom)
    for t in [-3, -0.5, 0, 0.2, 1, 7] {
      let noncentral = NoncentralStudent(freedom: freedom, centre: 0).cumulative(t)
      #expect(abs(noncentral - student.cumulative(t)) < 1e-13)
    }
  }

  @Test("draws of rows that don't vary have no spread; an undefined difference gives no interval")
  func draws() throws {
    let even = try #require(MultiBootstrap(rows: 5, seeds: 2, draws: 50) { _, _ in 0.25 })
    #expect(even.low == 0.25 && even.high == 0.25 && even.deviation == 0)
    let some = MultiBootstrap(rows: 5, seeds: 2, draws: 50) { rows, _ in rows[0] == 0 ? 1 : nil }
    #expect(some == nil)
    #expect(MultiBootstrap(rows: 1, seeds: 2) { _, _ in 1 } == nil)
  }
}
