package import Options

/// When a run ends for want of progress on the validation split, and what progress is.
package struct EarlyStopping: OptionSet, Hashable {
  package enum Measure: String, CaseIterable, Sendable {
    case loss, accuracy
  }

  package var measure = Measure.loss
  /// Steps from one evaluation to the next; the last step has one, too.
  package var every = 1
  /// The run ends after so many evaluations in a row that were no improvement.
  package var patience = 3
  /// What is better by no more than this is no improvement.
  package var delta = 0.0

  package static let options: [OptionProperty<EarlyStopping>] = [
    .option("measure", \.measure, .choice, "what must improve"),
    .required(
      "every", \.every, .integer(1...100_000_000),
      "steps from one evaluation to the next; the last step has one, too"),
    .option(
      "patience", \.patience, .integer(1...1_000_000),
      "evaluations in a row without improvement after which it ends"),
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

/// The evaluations of a run so far, and what follows from them.
///
/// Everything follows from the curve, so a checkpoint has the curve alone.
struct ValidationCurve {
  /// nil where evaluations end nothing, and no model is kept for being the best.
  let rule: EarlyStopping?
  private(set) var points: [CurvePoint] = []
  private(set) var best: CurvePoint?
  private var withoutImprovement = 0

  init(_ rule: EarlyStopping?, points: [CurvePoint] = []) {
    self.rule = rule
    for point in points { add(point) }
  }

  /// Whether the run is to end.
  var isOver: Bool { rule.map { withoutImprovement >= $0.patience } ?? false }

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
