import FoundationEssentials
import Statistics
import TestSupport
import Testing

@Suite("every metric")
struct MetricLawTests {
  @Test("has a name of its own, by which a column can refer to it, and one line about it")
  func names() {
    let names = MetricCatalog.all.map(\.name)
    #expect(Set(names).count == names.count)
    for metric in MetricCatalog.all {
      let components = metric.name.split(separator: ".", omittingEmptySubsequences: false)
      for component in components {
        let isText = component.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber }
        let isPlaceholder = component.allSatisfy(\.isUppercase)
        #expect(!component.isEmpty && isText != isPlaceholder, "\(metric.name)")
      }
      #expect(!metric.about.isEmpty && !metric.about.contains("\n") && !metric.about.hasSuffix("."))
      #expect(metric.digits >= 0)
    }
  }

  @Test("of a group has a name for each member")
  func members() {
    #expect(MetricDeclaration.loss.name(of: []) == "loss")
    #expect(MetricDeclaration.sequencesOfSplit.name(of: ["train"]) == "sequences.train")
    #expect(
      MetricDeclaration.matrixBond.name(of: ["layer.0.query", "2"]) == "layer.0.query.bond.2")
  }

  @Test("of predictions has a value in its range, or none, and of its forms alone")
  func ranges() {
    for metric in MetricCatalog.ofPredictions {
      var defined = 0
      for (predictions, seed) in Self.random.flatMap({ $0 }) {
        guard let value = metric.value(of: predictions) else { continue }
        defined += 1
        #expect(metric.forms.contains(predictions.form), "\(metric.declaration.name)")
        #expect(metric.declaration.range.contains(value), "\(metric.declaration.name), \(seed)")
      }
      #expect(defined > 0, "\(metric.declaration.name)")
    }
  }

  @Test("of predictions has none where there is nothing, or says that it always has one")
  func nothing() {
    let empty: [Predictions] = [
      .classes([], labels: [], count: 2), .scores([], right: []), .answers([], right: []),
      .pieces(Guesses(count: 0, right: 0, loss: 0), order: nil),
    ]
    for metric in MetricCatalog.ofPredictions {
      let values = empty.compactMap { metric.value(of: $0) }
      #expect(values.isEmpty == (metric.declaration.undefined != nil), "\(metric.declaration.name)")
    }
  }

  @Test("has the value that another program or a count by hand gives")
  func independent() throws {
    let cases = try MetricCase.all()
    for metric in MetricCatalog.ofPredictions {
      let known = cases.filter { $0.values[metric.declaration.name] != nil }
      #expect(!known.isEmpty, "\(metric.declaration.name) has no independent value")
      for known in known {
        let found = metric.value(of: known.predictions)
        let value = try #require(found)
        let expected = try #require(known.values[metric.declaration.name])
        // Scores are of single precision here, and of double in the fixture.
        let tolerance = known.predictions.form == .scores ? 1e-6 : 1e-9
        #expect(abs(value - expected) <= tolerance, "\(metric.declaration.name)")
      }
    }
  }

  @Test("is left in the order of the catalog")
  func order() {
    func names(_ predictions: Predictions) -> [String] {
      MetricCatalog.values(of: predictions).map(\.metric.name)
    }
    let two = Predictions.classes([0, 1], labels: [0, 0], count: 2)
    #expect(names(two) == ["accuracy", "f1", "macro_f1", "matthews", "majority_share"])
    let three = Predictions.classes([0, 1], labels: [0, 2], count: 3)
    #expect(names(three) == ["accuracy", "macro_f1", "matthews", "majority_share"])
    #expect(names(.scores([1, 2, 4], right: [1, 3, 2])) == ["pearson", "spearman"])
    #expect(names(.scores([1, 1], right: [1, 2])).isEmpty)
    #expect(names(.answers(["a"], right: [["a"]])) == ["exact_match", "f1", "questions"])
    let guesses = Guesses(count: 4, right: 1, loss: 2)
    #expect(names(.pieces(guesses, order: nil)) == ["accuracy", "perplexity"])
    #expect(
      names(.pieces(guesses, order: guesses))
        == ["accuracy", "perplexity", "order_accuracy", "order_loss"])
  }

  /// Predictions of every form, with the seed that they are drawn from.
  private static let random = (1...40).map { (seed: UInt64) -> [(Predictions, UInt64)] in
    var numbers = SeededNumbers(seed: seed)
    let rows = Int.random(in: 1...30, using: &numbers)
    let classes = Int.random(in: 2...4, using: &numbers)
    func labels() -> [Int32] {
      (0..<rows).map { _ in Int32.random(in: 0..<Int32(classes), using: &numbers) }
    }
    func scores() -> [Float] { (0..<rows).map { _ in Float.random(in: -2...2, using: &numbers) } }
    func words() -> String {
      (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
        ["red", "the", "house", "Blue!"].randomElement(using: &numbers) ?? ""
      }.joined(separator: " ")
    }
    func guesses() -> Guesses {
      Guesses(
        count: rows, right: Int.random(in: 0...rows, using: &numbers),
        loss: Double.random(in: 0...9, using: &numbers),
        frequencyLoss: Double.random(in: 0...9, using: &numbers))
    }
    return [
      (.classes(labels(), labels: labels(), count: classes), seed),
      (.scores(scores(), right: scores()), seed),
      (.answers((0..<rows).map { _ in words() }, right: (0..<rows).map { _ in [words()] }), seed),
      (.pieces(guesses(), order: seed.isMultiple(of: 2) ? guesses() : nil), seed),
    ]
  }
}

/// Predictions, and values of metrics that do not come from this code.
private struct MetricCase {
  let predictions: Predictions
  let values: [String: Double]

  /// Values by scikit-learn and SciPy, from Tests/Fixtures/metrics.json, and values counted by
  /// hand.
  static func all() throws -> [MetricCase] {
    let file = try Data(contentsOf: URL(filePath: fixturePath("metrics.json")))
    return try JSONDecoder().decode(Fixture.self, from: file).metrics.map(\.metricCase) + byHand
  }

  private static let byHand = [
    MetricCase(
      predictions: .classes([0, 1, 2, 2], labels: [0, 2, 2, 1], count: 3),
      values: ["accuracy": 0.5, "majority_share": 0.5]),
    MetricCase(
      predictions: .answers(
        ["The Denver Broncos!", "in 1963"], right: [["Denver  Broncos"], ["1963"]]),
      values: ["exact_match": 0.5, "f1": (1 + 2.0 / 3) / 2, "questions": 2]),
    MetricCase(
      predictions: .pieces(
        Guesses(count: 8, right: 2, loss: 2, frequencyLoss: 6.5),
        order: Guesses(count: 4, right: 3, loss: 0.5)),
      values: [
        "accuracy": 0.25, "perplexity": 7.38905609893065, "frequency_loss": 6.5,
        "order_accuracy": 0.75,
        "order_loss": 0.5,
      ]),
  ]

  private struct Fixture: Decodable {
    struct Case: Decodable {
      let labels, predictions: [Int32]?
      let accuracy, matthews, f1, f1_macro: Double?
      let targets, values: [Double]?
      let pearson, spearman: Double?

      var metricCase: MetricCase {
        guard let labels, let predictions else {
          return MetricCase(
            predictions: .scores(
              (values ?? []).map { Float($0) }, right: (targets ?? []).map { Float($0) }),
            values: ["pearson": pearson, "spearman": spearman].compactMapValues { $0 })
        }
        return MetricCase(
          predictions: .classes(
            predictions, labels: labels, count: f1 == nil ? 3 : 2),
          values: ["accuracy": accuracy, "matthews": matthews, "f1": f1, "macro_f1": f1_macro]
            .compactMapValues { $0 })
      }
    }
    let metrics: [Case]
  }
}
