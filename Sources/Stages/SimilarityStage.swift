internal import Datasets
internal import Models
public import Pipeline
internal import Options
internal import Spec
internal import Training

/// Compares the sentence vectors of pairs, and the scores that people gave.
///
/// Each text is encoded alone. A pair as data sets keep it has at most `sequence` pieces together,
/// so of long pairs the texts are what was kept of them; a `load` with twice the pieces keeps all.
public enum SimilarityStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "similarity", version: 1,
      about: "correlates the cosine of two texts' vectors with scores, with nothing learned",
      produces: "scores",
      options: [
        OptionDeclaration(
          "model", .stage(producing: ["model"]), .required, "whose encoder makes the vectors"),
        OptionDeclaration(
          "data", .stage(producing: ["data"]), .required,
          "pairs of texts with scores; texts are as far there as the pair's `sequence` kept them"),
        OptionDeclaration(
          "split", .choice(TaskFigures.splits), .standard(.text("validation")),
          "which examples"),
        OptionDeclaration(
          "pooling", .choice(SentenceVectors.Pooling.allCases.map(\.rawValue)),
          .standard(.text(SentenceVectors.Pooling.mean.rawValue)),
          "a text's vector: the mean of its last hidden states, or that of [CLS]"),
      ])
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let (model, data) = (try job.model("model"), try job.dataset("data"))
    guard model.vocabulary == data.vocabulary else {
      throw StageError(
        "the model and the data have different vocabularies; give the data's `load` stage the "
          + "option `tokenizer` with the model")
    }
    let split = try data.split(job.text("split"))
    guard let scores = split.scores else {
      throw StageError("the split '\(job.text("split"))' has no scores to compare cosines with")
    }
    let pairs = (0..<split.count).map { split.texts(of: $0) }
    guard pairs.allSatisfy({ $0.count == 2 }) else {
      throw StageError("similarity is of two texts; these data have single ones")
    }
    let maker = try SentenceVectors(
      model, pooling: SentenceVectors.Pooling(rawValue: job.text("pooling")) ?? .mean,
      threads: job.threads)
    let vectors = maker.vectors(ofPieces: pairs.flatMap { $0 }) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "texts"))
      return !reporter.shouldStop
    }
    guard let vectors else { throw StageStopped() }
    let cosines = scores.indices.map { cosine(vectors[2 * $0], vectors[2 * $0 + 1]) }
    return StageOutput(
      metrics: [
        Metric("parameters", Double(model.bank.layout.count)),
        Metric("scored", Double(scores.count)),
      ] + TaskFigures.of(.scores(cosines, right: scores), classes: 0))
  }

  /// Of vectors of length 1.
  private static func cosine(_ a: [Float], _ b: [Float]) -> Float {
    Float(zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
  }
}
