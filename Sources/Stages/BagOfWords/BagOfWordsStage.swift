public import Statistics
internal import Datasets
public import Pipeline
internal import Training

/// Fits a linear model to counts of tokens and pairs of neighbours, and scores it.
///
/// Its score shows what a task needs no encoder for.
public enum BagOfWordsStage: StageKind {
  public static let name = "bag-of-words"
  public static let version = 3
  public static let about =
    "fits a linear model to counts of tokens and pairs of neighbours, and scores it"
  public static let produces = "scores"
  public static let metrics: [MetricDeclaration]? =
    [.loss, .scored, .features, .penalty, .penalties, .iterations, .slope]
    + MetricCatalog.declarations(of: [.classes, .scores])

  public static func conflicts(
    _ options: BagOfWordsOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    InputOutlooks(request).conflicts(
      ofData: options.data, wanting: [.classes, .scores], to: "be predicted from counts")
  }

  public static func run(
    _ options: BagOfWordsOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let data = try job.dataset(options.data)
    let fitted = try BagOfWordsModel.fit(data, threads: job.threads) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "fits"))
      return !reporter.shouldStop
    }
    guard let fitted else { throw StageStopped() }
    report(fitted.search, to: reporter)
    let found = try fitted.evaluate(data, split: options.split)
    return StageOutput(
      metrics: [
        Metric(.loss, found.loss), Metric(.scored, Double(try data.split(options.split).count)),
        Metric(.features, Double(fitted.features)), Metric(.penalty, fitted.search.best),
        Metric(.penalties, Double(fitted.search.tried.count)),
        Metric(.iterations, Double(fitted.iterations)), Metric(.slope, fitted.slope),
      ] + Metric.all(of: found.predictions))
  }

  /// Logs that the grid of penalties was too narrow, where it was.
  private static func report(_ search: PenaltySearch, to reporter: any StageReporter) {
    let further = search.tried.dropFirst(PenaltySearch.grid.count)
    guard !further.isEmpty else { return }
    let beyond = further.map { "\($0)" }.joined(separator: ", ")
    reporter.log("the best penalty was at the grid's edge, so \(beyond) were tried, too")
    guard search.endsAtLimit else { return }
    reporter.log("the last of them, \(search.best), is the best: one beyond might be better still")
  }
}
