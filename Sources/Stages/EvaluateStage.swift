internal import Datasets
internal import Glibc
internal import Models
public import Pipeline
internal import Spec
internal import Training

/// Scores a model on a split it has not learned from.
public enum EvaluateStage: StageKind {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "evaluate", version: 2, about: "scores a model on one split of data",
      produces: "scores",
      options: [
        OptionDeclaration("model", .stage(producing: ["model"]), .required, "what is scored"),
        OptionDeclaration("data", .stage(producing: ["data"]), .required, "on what"),
        OptionDeclaration(
          "split", .choice(["train", "validation", "test"]), .standard(.text("validation")),
          "which examples"),
        OptionDeclaration(
          "batch", .integer(1...1_000_000), .standard(.integer(64)),
          "sequences scored at once; it changes no figure"),
      ])
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let (model, data) = (try job.model("model"), try job.dataset("data"))
    guard
      data.objective == .classification
        ? model.description.classes == data.classes : model.description.hasLanguageHead
    else { throw StageError("the model has no head for these data; train it on them first") }
    let result = try Evaluation.run(
      model, data: data, split: job.text("split"), batch: job.integer("batch"),
      threads: job.threads
    ) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "batches"))
      return !reporter.shouldStop
    }
    guard let result else { throw StageStopped() }
    var metrics = [
      Metric("parameters", Double(model.bank.layout.count)), Metric("loss", result.loss),
      Metric("accuracy", result.accuracy), Metric("scored", Double(result.rows)),
    ]
    if data.objective == .maskedLanguageModelling {
      metrics.append(Metric("perplexity", exp(result.loss)))
    } else {
      metrics.append(Metric("largest_class", largestShare(try data.split(job.text("split")))))
    }
    return StageOutput(metrics: metrics)
  }

  /// What always naming the commonest class would score.
  private static func largestShare(_ split: EncodedSplit) -> Double {
    var counts: [Int32: Int] = [:]
    for label in split.labels ?? [] { counts[label, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(max(1, split.count))
  }
}
