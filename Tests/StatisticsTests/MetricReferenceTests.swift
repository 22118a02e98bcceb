import FoundationEssentials
import Statistics
import TestSupport
import Testing

/// Metrics by scikit-learn and SciPy, from Tests/Fixtures/metrics.json.
private struct Reference: Decodable {
  struct Case: Decodable {
    let labels, predictions: [Int32]?
    let accuracy, matthews, f1, f1_macro: Double?
    let targets, values: [Double]?
    let pearson, spearman: Double?
  }
  let metrics: [Case]

  static func load() throws -> [Case] {
    let data = try Data(contentsOf: URL(filePath: fixturePath("metrics.json")))
    return try JSONDecoder().decode(Reference.self, from: data).metrics
  }
}

/// Returns whether a value agrees with the expected one, or none is expected.
private func isClose(_ value: Double, _ expected: Double?) -> Bool {
  expected.map { abs(value - $0) <= 1e-9 } ?? true
}

@Suite("metrics agree with scikit-learn and SciPy")
struct MetricReferenceTests {
  @Test("accuracy, F1 and Matthews' correlation")
  func classes() throws {
    var cases = 0
    for reference in try Reference.load() {
      guard let labels = reference.labels, let predictions = reference.predictions else { continue }
      cases += 1
      let matrix = ConfusionMatrix(labels: labels, predictions: predictions)
      #expect(matrix.rows == labels.count)
      #expect(reference.accuracy != nil && reference.matthews != nil)
      #expect(isClose(matrix.accuracy, reference.accuracy))
      #expect(isClose(matrix.matthews, reference.matthews))
      #expect(isClose(matrix.f1(), reference.f1), "\(labels.count) rows")
      #expect(isClose(matrix.macroF1, reference.f1_macro), "\(labels.count) rows")
    }
    #expect(cases == 6)
  }

  @Test("Pearson's and Spearman's correlation")
  func correlations() throws {
    var cases = 0
    for reference in try Reference.load() {
      guard let targets = reference.targets, let values = reference.values else { continue }
      cases += 1
      #expect(reference.pearson != nil && reference.spearman != nil)
      #expect(isClose(pearson(values, targets), reference.pearson))
      #expect(isClose(spearman(values, targets), reference.spearman))
    }
    #expect(cases == 2)
  }
}
