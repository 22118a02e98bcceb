import Statistics
import Testing

@Suite("Poisson draws")
struct PoissonTests {
  @Test("have the mean and the variance that they are asked for", arguments: [0.5, 4, 40])
  func moments(wanted: Double) {
    var draws = SeededGenerator(seed: 3, stream: "moments")
    let counts = (0..<20_000).map { _ in Double(draws.poisson(mean: wanted)) }
    #expect(abs(mean(counts) - wanted) < 0.03 * wanted)
    let deviation = standardDeviation(counts)
    #expect(abs(deviation * deviation - wanted) < 0.05 * wanted)
  }

  @Test("of mean 0 are 0")
  func zero() {
    var draws = SeededGenerator(seed: 3, stream: "zero")
    #expect((0..<100).allSatisfy { _ in draws.poisson(mean: 0) == 0 })
  }
}
