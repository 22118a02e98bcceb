package import Options

/// Options of early stopping: what must improve on the validation split, and when a run ends.
package struct EarlyStopping: OptionSet, Hashable {
  package enum Measure: String, CaseIterable, Sendable {
    case loss, accuracy
  }

  package var measure = Measure.loss
  /// Steps from one evaluation to the next; the last step has one, too.
  package var every = 1
  /// Number of evaluations in a row without improvement after which the run ends.
  package var patience = 3
  /// Smallest difference that is an improvement; a difference of just this is none.
  package var delta = 0.0

  package static let options: [OptionProperty<EarlyStopping>] = [
    .option("measure", \.measure, .choice, "metric on the validation split that must improve"),
    .required(
      "every", \.every, .integer(1...100_000_000),
      "steps from one evaluation to the next; the last step has one, too"),
    .option(
      "patience", \.patience, .integer(1...1_000_000),
      "evaluations in a row without improvement after which the run ends"),
    .option(
      "delta", \.delta, .number(0...1e9), "what is better by no more than this is no improvement"),
  ]

  package init() {}

  func isBetter(_ value: Double, than best: Double) -> Bool {
    switch measure {
    case .loss: value < best - delta
    case .accuracy: value > best + delta
    }
  }
}

/// The evaluations of a run so far, and the best of them.
///
/// Everything follows from the points, so a checkpoint has the points alone.
struct ValidationCurve {
  /// Rule of early stopping; nil where evaluations end nothing and no best model is kept.
  let rule: EarlyStopping?
  private(set) var points: [CurvePoint] = []
  private(set) var best: CurvePoint?
  private var withoutImprovement = 0

  init(_ rule: EarlyStopping?, points: [CurvePoint] = []) {
    self.rule = rule
    for point in points { add(point) }
  }

  /// Whether the run is over.
  var isOver: Bool { rule.map { withoutImprovement >= $0.patience } ?? false }

  /// Adds an evaluation.
  ///
  /// - Returns: Whether the point is the best so far; the first one is, unless it isn't finite.
  @discardableResult
  mutating func add(_ point: CurvePoint) -> Bool {
    points.append(point)
    guard let rule else { return false }
    guard point.value.isFinite, best.map({ rule.isBetter(point.value, than: $0.value) }) ?? true
    else {
      withoutImprovement += 1
      return false
    }
    (best, withoutImprovement) = (point, 0)
    return true
  }
}
