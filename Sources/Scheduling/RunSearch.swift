internal import Pipeline

/// The search of a run, if its plan has one: admits stages or prunes them, by the results of
/// others.
struct RunSearch {
  private var progress: SearchProgress?

  init(_ plan: Plan) { progress = SearchProgress(plan) }

  /// Indices of the stages that wait for a decision at first.
  var gated: [Int] { progress?.gatedStages ?? [] }

  /// Returns whether the search judges a trial by the result of a stage.
  func measures(_ stage: Int) -> Bool { progress?.measures(stage) ?? false }

  /// Returns the value of the search's metric among the metrics of a stage; nil where the stage is
  /// not measured or lacks the metric.
  func value(
    of stage: Int, in metrics: @autoclosure () throws -> [Metric]
  ) rethrows -> Double? {
    guard let progress, progress.measures(stage) else { return nil }
    return try metrics().last { $0.name == progress.metric }?.value
  }

  /// Takes notice that a stage has ended, with a value of the search's metric or without one, and
  /// returns what the search decides then.
  mutating func ended(_ stage: Int, with value: Double?) -> [SearchProgress.Verdict] {
    progress?.ended(stage, with: value) ?? []
  }
}
