internal import Pipeline
internal import Statistics
internal import Training

/// The lines that a training writes into its stage's log: one for each step with a point of the
/// loss curve or of the validation curve.
struct TrainingLog {
  private let reporter: any StageReporter
  /// How many points of each curve have been told.
  private var points: Int
  private var looks: Int

  /// Begins after what a trainer has done before.
  init(_ trainer: Trainer, _ reporter: any StageReporter) {
    self.reporter = reporter
    (points, looks) = (trainer.curve.count, trainer.validationCurve.count)
  }

  /// Logs what is new since the last time, in one line.
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

  /// Logs which step's model was chosen, and of how many.
  func reportChoice(_ trainer: Trainer) {
    guard let best = trainer.best else { return }
    let measure = MetricDeclaration.validation(of: trainer)
    reporter.log(
      "ended after step \(trainer.step); the model is that of step \(best.step), whose "
        + "\(measure.name) of \(Self.digits(best.value)) is the best of \(looks) looks: that "
        + "flatters it, so report a split that chose nothing")
  }

  private func text(_ name: String, _ new: ArraySlice<CurvePoint>) -> String? {
    new.last.map { "\(name) \(Self.digits($0.value))" }
  }

  private static func digits(_ value: Double) -> String { "\((value * 1e4).rounded() / 1e4)" }
}
