internal import Pipeline

/// The search of a run, if its plan has one: lets stages in or leaves them out, by what others come
/// to.
struct RunSearch {
  private var progress: SearchProgress?

  init(_ plan: Plan) { progress = SearchProgress(plan) }

  /// The stages that wait for a decision at first.
  var gated: [Int] { progress?.gatedPlaces ?? [] }

  /// Whether the search wants to know what a stage came to.
  func measures(_ stage: Int) -> Bool { progress?.measures(stage) ?? false }

  /// The figure that the search wants of a stage; nil where it wants none.
  func figure(
    of stage: Int, in metrics: @autoclosure () throws -> [Metric]
  ) rethrows -> Double? {
    guard let progress, progress.measures(stage) else { return nil }
    return try metrics().last { $0.name == progress.metric }?.value
  }

  /// A stage has ended with a figure, or without one; what follows from it.
  mutating func ended(_ stage: Int, with figure: Double?) -> [SearchProgress.Verdict] {
    progress?.ended(stage, with: figure) ?? []
  }
}
