internal import Models
internal import Options
public import Pipeline
public import Statistics

/// Merges models that were fine-tuned from one base, each on a task of its own, into one model with
/// a head for each task, without any training.
public enum MergeStage: StageKind {
  public static let name = "merge"
  public static let version = 1
  public static let about = "merges models that were fine-tuned from one, without training"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? = MetricDeclaration.counts

  public static func conflicts(
    _ options: MergeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    if let problem = options.problemWithNames {
      return [
        OptionConflict("models", problem, hint: "write - {name: cola, model: STAGE} for each task")
      ]
    }
    if let problem = options.method.problem(merging: options.models.count) {
      return [OptionConflict("method", problem, hint: "write a smaller number")]
    }
    let inputs = InputOutlooks(request)
    guard let base = inputs[options.base]?.model else { return [] }
    let problems = zip(options.tasks, inputs.all(options.tuned)).compactMap { task, outlook in
      outlook?.model.flatMap { model -> String? in
        // The numbers of tokens are known only with the vocabularies.
        var model = model
        model.encoder.vocabulary = base.encoder.vocabulary
        return base.problem(
          ofMerging: model, task: task, adapters: options.method.mergesAdapters)
      }
    }
    return problems.prefix(1).map {
      OptionConflict(
        "models", $0, hint: "name models that a training made of \(inputs.name(options.base))")
    }
  }

  public static func outlook(
    _ options: @autoclosure () -> MergeOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let options = options()
    let models = inputs.all(options.tuned).compactMap { $0?.model }
    guard let base = inputs[options.base]?.model, models.count == options.models.count else {
      return nil
    }
    let plain = base.merged(with: zip(options.tasks, models).map { (task: $0, model: $1) })
    var outlook = StageOutlook(model: options.method.description(plain, merging: models.count))
    outlook.isApproximate = inputs[options.base]?.isApproximate == true
    return outlook
  }

  public static func run(
    _ options: MergeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let tuned = try models(options, job)
    let method = options.method
    if let problem = tuned.problem(adapters: method.mergesAdapters) {
      throw StageError("`models`: \(problem)")
    }
    let description = method.description(tuned.description, merging: tuned.models.count)
    try ParameterLayout(description).checkMemory()
    let merged = method.merged(tuned, threads: job.threads) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "matrices"))
      return !reporter.shouldStop
    }
    guard let merged else { throw StageStopped() }
    return StageOutput(
      files: try merged.write(into: job.workFolder), metrics: Metric.counts(of: merged))
  }

  private static func models(_ options: MergeOptions, _ job: StageJob) throws -> FineTunedModels {
    let models = try job.inputs.filter { $0.role == options.tuned.role }
      .map { try StoredModel(files: $0.files) }
    guard models.count == options.models.count, !models.isEmpty else {
      throw StageError("`models` needs a stage for each task")
    }
    return FineTunedModels(
      base: try job.model(options.base), tasks: options.tasks, models: models)
  }
}
