import FoundationEssentials
import Statistics
import Testing

/// Values computed by SciPy, from Tests/Fixtures/metrics.json.
private struct Reference: Decodable {
  struct Values: Decodable {
    let a, b, paired_t, welch_t, ci95_a: [Double]
    let mean_a, std_a_sample: Double
  }
  let statistics: Values

  static func load(_ file: String = #filePath) throws -> Values {
    let tests = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appending(path: "Fixtures/metrics.json"))
    return try JSONDecoder().decode(Reference.self, from: data).statistics
  }
}

private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance * max(1, abs(expected))
}

@Suite("agreement with SciPy")
struct ReferenceTests {
  @Test("mean, standard deviation and interval")
  func moments() throws {
    let reference = try Reference.load()
    #expect(isClose(mean(reference.a), reference.mean_a))
    #expect(isClose(standardDeviation(reference.a), reference.std_a_sample))
    let interval = try #require(Interval(ofMean: reference.a))
    #expect(isClose(interval.lowerBound, reference.ci95_a[0]))
    #expect(isClose(interval.upperBound, reference.ci95_a[1]))
  }

  @Test("paired t-test")
  func paired() throws {
    let reference = try Reference.load()
    let test = PairedTest(reference.a, minus: reference.b)
    #expect(test.pairs == 5)
    #expect(isClose(test.t, reference.paired_t[0]))
    #expect(isClose(test.p, reference.paired_t[1]))
    let differences = zip(reference.a, reference.b).map { $0 - $1 }
    #expect(test.interval == Interval(ofMean: differences))
    #expect(isClose(test.difference, mean(differences)))
  }

  @Test("Welch's t-test")
  func welch() throws {
    let reference = try Reference.load()
    let test = WelchTest(reference.a, minus: reference.b)
    #expect(isClose(test.t, reference.welch_t[0]))
    #expect(isClose(test.p, reference.welch_t[1]))
  }
}
