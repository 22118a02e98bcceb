/// When a run ends for want of progress on the validation split, and what progress is.
package struct EarlyStopping: Hashable, Sendable {
  package enum Measure: String, CaseIterable, Sendable {
    case loss, accuracy
  }

  package var measure: Measure
  /// Steps from one evaluation to the next; the last step has one, too.
  package var every: Int
  /// The run ends after so many evaluations in a row that were no improvement.
  package var patience: Int
  /// What is better by no more than this is no improvement.
  package var delta: Double

  package init(_ measure: Measure = .loss, every: Int, patience: Int = 3, delta: Double = 0) {
    (self.measure, self.every) = (measure, every)
    (self.patience, self.delta) = (patience, delta)
  }

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
  let rule: EarlyStopping
  private(set) var points: [CurvePoint] = []
  private(set) var best: CurvePoint?
  private var withoutImprovement = 0

  init(_ rule: EarlyStopping, points: [CurvePoint] = []) {
    self.rule = rule
    for point in points { add(point) }
  }

  /// Whether the run is to end.
  var isOver: Bool { withoutImprovement >= rule.patience }

  /// - Returns: Whether the point is the best so far; the first one is.
  @discardableResult
  mutating func add(_ point: CurvePoint) -> Bool {
    points.append(point)
    if let best, !rule.isBetter(point.value, than: best.value) {
      withoutImprovement += 1
      return false
    }
    (best, withoutImprovement) = (point, 0)
    return true
  }
}
