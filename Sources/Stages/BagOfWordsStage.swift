internal import Datasets
public import Pipeline
internal import Options
internal import Spec
internal import Training

/// Fits a linear model to counts of pieces and pairs of neighbours, and scores it: what a task
/// needs no encoder for.
public enum BagOfWordsStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "bag-of-words", version: 1,
      about: "fits a linear model to counts of pieces and pairs of neighbours, and scores it",
      produces: "scores",
      options: [
        OptionDeclaration(
          "data", .stage(producing: ["data"]), .required,
          "classes or scores of texts; the model is fitted to the split `train`"),
        OptionDeclaration(
          "split", .choice(TaskFigures.splits), .standard(.text("validation")),
          "which examples are scored"),
      ])
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let (data, name) = (try job.dataset("data"), job.text("split"))
    let fitted = try BagOfWordsModel.fit(data) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "fits"))
      return !reporter.shouldStop
    }
    guard let fitted else { throw StageStopped() }
    let found = try fitted.evaluate(data, split: name)
    return StageOutput(
      metrics: [
        Metric("loss", found.loss), Metric("scored", Double(try data.split(name).count)),
        Metric("features", Double(fitted.features)), Metric("penalty", fitted.penalty),
        Metric("iterations", Double(fitted.iterations)), Metric("slope", fitted.slope),
      ] + TaskFigures.of(found.predictions, classes: data.classes.count))
  }
}
