internal import Statistics

/// A point of a curve; for the training loss, its value is the mean over the steps since the point
/// before.
package struct CurvePoint: Hashable, Sendable {
  package let step: Int
  package let value: Double
}

/// The training loss of a run, as a curve of a chosen density and a final loss that doesn't depend
/// on the density.
struct LossCurve {
  /// Number of the last steps over which the final loss is the mean.
  static let window = 50

  private(set) var points: [CurvePoint] = []
  /// Losses of the steps since the last point.
  private(set) var pending: [Double] = []
  /// Losses of the last steps, ``window`` at most.
  private(set) var recent: [Double] = []

  init(points: [CurvePoint] = [], pending: [Double] = [], recent: [Double] = []) {
    self.points = points
    self.pending = pending
    self.recent = recent
  }

  /// Mean loss of the last ``window`` steps, or of all where there are fewer; nil before the first.
  var final: Double? { recent.isEmpty ? nil : mean(recent) }

  /// Adds the loss of a step.
  ///
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

/// The mean of numbers that come one after the other.
struct RunningMean: Equatable {
  private var sum = 0.0
  private var count = 0.0

  init() {}

  /// Restores a mean from its ``numbers``; what isn't two numbers is a mean of nothing.
  init(_ numbers: [Double]) {
    if numbers.count == 2 { (sum, count) = (numbers[0], numbers[1]) }
  }

  /// What the mean is restored from: nothing before the first number.
  var numbers: [Double] { count > 0 ? [sum, count] : [] }

  /// The mean; nil before the first number.
  var mean: Double? { count > 0 ? sum / count : nil }

  mutating func add(_ number: Double) {
    sum += number
    count += 1
  }
}
