internal import Pipeline
internal import Statistics
internal import Training

/// Writes the points of a training's curves into the log of its stage.
///
/// Each step with a point of the loss curve or of the validation curve is a line.
struct TrainingLog {
  private let reporter: any StageReporter
  /// Numbers of points of the loss curve and of the validation curve that have been logged.
  private var points: Int
  private var looks: Int

  /// Creates the log of a trainer, after the points that it has already.
  init(_ trainer: Trainer, _ reporter: any StageReporter) {
    self.reporter = reporter
    (points, looks) = (trainer.curve.count, trainer.validationCurve.count)
  }

  /// Logs the new points since the last call, in one line.
  mutating func report(_ trainer: Trainer) {
    let news = [
      text("loss", trainer.curve.dropFirst(points)),
      text(
        MetricDeclaration.validation(of: trainer).name, trainer.validationCurve.dropFirst(looks)),
    ].compactMap { $0 }
    (points, looks) = (trainer.curve.count, trainer.validationCurve.count)
    guard !news.isEmpty else { return }
    reporter.log("step \(trainer.step): \(news.joined(separator: ", "))")
  }

  /// Logs which step's model was chosen, and from how many evaluations.
  func reportChoice(_ trainer: Trainer) {
    guard let best = trainer.best else { return }
    let measure = MetricDeclaration.validation(of: trainer)
    reporter.log(
      "ended after step \(trainer.step); the model is that of step \(best.step), whose "
        + "\(measure.name) of \(Self.digits(best.value)) is the best of \(looks) evaluations: "
        + "that flatters it, so report a split that chose nothing")
  }

  private func text(_ name: String, _ new: ArraySlice<CurvePoint>) -> String? {
    new.last.map { "\(name) \(Self.digits($0.value))" }
  }

  private static func digits(_ value: Double) -> String { "\((value * 1e4).rounded() / 1e4)" }
}
