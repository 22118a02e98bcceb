internal import Datasets
internal import Models
public import Pipeline
public import Statistics
internal import Training

/// Scores a model on a split of data.
public enum EvaluateStage: StageKind {
  public static let name = "evaluate"
  public static let version = 6
  public static let about = "scores a model on one split of data"
  public static let produces = "scores"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [.loss, .scored, .headline, .expertLoad]
    + MetricCatalog.declarations()

  public static func conflicts(
    _ options: EvaluateOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let inputs = InputOutlooks(request)
    if let model = inputs[options.model]?.model, let data = inputs[options.data]?.data?.tasks.first,
      let misfit = HeadChoice.misfit(model, for: data, named: options.task)
    {
      return [OptionConflict(options.task == nil ? "model" : "task", misfit)]
    }
    return inputs.conflicts(of: options.model, reading: options.data)
  }

  public static func run(
    _ options: EvaluateOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let data = try job.dataset(options.data)
    let model = try job.model(options.model).reordered([data.classes])
    try model.check(data)
    let task = try HeadChoice.task(model.description, for: data, named: options.task)
    let result = try Evaluation.run(
      model, data: data, split: options.split, batch: options.batchSize, threads: job.threads,
      task: task
    ) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "batches"))
      return !reporter.shouldStop
    }
    guard let result else { throw StageStopped() }
    let metrics = Metric.all(of: result.predictions)
    return StageOutput(
      files: try PredictionsFile.write(result.examples(), into: job.workFolder),
      metrics: job.counts(of: model, options.model) + [
        Metric(.loss, result.loss), Metric(.scored, Double(result.rows)),
      ] + metrics + loads(result.expertTokens)
        + (try headline(options.headline ?? [], of: metrics)))
  }

  /// Writes the share of each layer's tokens that each expert gets, as curves over layers, from 1,
  /// and its mean over the layers that have experts.
  private static func loads(_ tokens: [[Int]]) -> [Metric] {
    var sums: [Int: Double] = [:]
    let curves = tokens.enumerated().flatMap { layer, counts -> [Metric] in
      let all = max(1, counts.reduce(0, +))
      return counts.enumerated().map { expert, count in
        let share = Double(count) / Double(all)
        sums[expert, default: 0] += share
        return Metric(.expertLoad, of: ["\(expert)"], share, step: layer + 1)
      }
    }
    let layers = Double(tokens.count { !$0.isEmpty })
    let means = sums.sorted { $0.key < $1.key }.map { expert, sum in
      Metric(.expertLoad, of: ["\(expert)"], sum / layers)
    }
    return curves + means
  }

  /// Computes the mean of the metrics that are asked for; nothing where none are.
  ///
  /// - Throws: ``StageError`` where the predictions lack one of them.
  private static func headline(_ names: [String], of metrics: [Metric]) throws -> [Metric] {
    if names.isEmpty { return [] }
    let values = try names.map { name in
      guard let metric = metrics.first(where: { $0.name == name }) else {
        let known = metrics.map(\.name).joined(separator: ", ")
        throw StageError(
          "`headline` asks for '\(name)', which these predictions don't have (a correlation is "
            + "undefined where all are equal); they have \(known)")
      }
      return metric.value
    }
    return [Metric(.headline, mean(values))]
  }
}
