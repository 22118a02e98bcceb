internal import Statistics

/// A point of a curve: of the training loss, the mean of the steps since the point before.
package struct CurvePoint: Hashable, Sendable {
  package let step: Int
  package let value: Double
}

/// The training loss of a run: a curve as dense as somebody wants to see it, and what it came to,
/// which doesn't depend on that.
struct LossCurve {
  /// Over how many of the last steps the final loss is the mean.
  static let window = 50

  private(set) var points: [CurvePoint] = []
  /// Of the steps since the last point.
  private(set) var pending: [Double] = []
  /// Of the last steps, ``window`` at most.
  private(set) var recent: [Double] = []

  init(points: [CurvePoint] = [], pending: [Double] = [], recent: [Double] = []) {
    self.points = points
    self.pending = pending
    self.recent = recent
  }

  /// The mean of the last ``window`` steps, or of all where there are fewer; nil before the first.
  var final: Double? { recent.isEmpty ? nil : mean(recent) }

  /// - Parameter isPoint: Whether the curve gets a point with the step.
  mutating func add(_ loss: Double, atStep step: Int, isPoint: Bool) {
    pending.append(loss)
    recent = Array((recent + [loss]).suffix(Self.window))
    if isPoint { endStretch(atStep: step) }
  }

  /// Ends a stretch of the curve, if it has begun.
  mutating func endStretch(atStep step: Int) {
    guard !pending.isEmpty else { return }
    points.append(CurvePoint(step: step, value: mean(pending)))
    pending = []
  }
}
