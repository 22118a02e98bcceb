internal import Datasets
internal import Glibc
internal import Models
public import Pipeline
internal import Options
internal import Spec
internal import Statistics
internal import Training

/// Scores a model on a split it has not learned from.
public enum EvaluateStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "evaluate", version: 3, about: "scores a model on one split of data",
      produces: "scores",
      options: [
        OptionDeclaration("model", .stage(producing: ["model"]), .required, "what is scored"),
        OptionDeclaration("data", .stage(producing: ["data"]), .required, "on what"),
        OptionDeclaration(
          "split", .choice(TaskFigures.splits), .standard(.text("validation")),
          "which examples"),
        OptionDeclaration(
          "batch", .integer(1...1_000_000), .standard(.integer(64)),
          "sequences scored at once; it changes no figure"),
        OptionDeclaration(
          "headline", .list(.choice(TaskFigures.names)), .optional,
          "figures whose mean is told as `headline`: what GLUE's average counts of a task"),
        OptionDeclaration(
          "task", .text, .optional,
          "whose head scores, where tasks have their own; else the only one with these classes"),
      ])
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let (model, data) = (try job.model("model"), try job.dataset("data"))
    try model.check(data)
    let task = try HeadChoice.task(
      model.description, for: data, named: job.options["task"]?.text)
    let result = try Evaluation.run(
      model, data: data, split: job.text("split"), batch: job.integer("batch"),
      threads: job.threads, task: task
    ) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "batches"))
      return !reporter.shouldStop
    }
    guard let result else { throw StageStopped() }
    let figures = figures(result, data)
    return StageOutput(
      metrics: [
        Metric("parameters", Double(model.bank.layout.count)), Metric("loss", result.loss),
        Metric("scored", Double(result.rows)),
      ] + figures + (try headline(of: figures, job)))
  }

  /// The mean of the figures that are asked for.
  private static func headline(of figures: [Metric], _ job: StageJob) throws -> [Metric] {
    guard let names = job.options["headline"]?.list?.compactMap(\.text), !names.isEmpty else {
      return []
    }
    let values = try names.map { name in
      guard let figure = figures.first(where: { $0.name == name }) else {
        let known = figures.map(\.name).joined(separator: ", ")
        throw StageError(
          "`headline` asks for '\(name)', which these predictions don't have (a correlation is "
            + "undefined where all are equal); they have \(known)")
      }
      return figure.value
    }
    return [Metric("headline", mean(values))]
  }

  /// What the field reports of each objective.
  private static func figures(_ result: Evaluation, _ data: EncodedDataset) -> [Metric] {
    if let predictions = result.predictions {
      return TaskFigures.of(predictions, classes: data.classes.count)
    }
    return [Metric("accuracy", result.accuracy), Metric("perplexity", exp(result.loss))]
      + (result.order.map {
        [Metric("order_accuracy", $0.accuracy), Metric("order_loss", $0.loss)]
      } ?? [])
  }
}
