public import Statistics
internal import Datasets
internal import Models
public import Pipeline
internal import Training

/// Correlates the cosines of sentence vectors with the scores that people gave to pairs of texts.
///
/// Each text is encoded alone. The data have at most `max_length` tokens of a pair, so long pairs
/// are cut; a `load` stage with twice the `max_length` keeps both texts whole.
public enum SimilarityStage: StageKind {
  public static let name = "similarity"
  public static let version = 2
  public static let about =
    "correlates the cosine of two texts' vectors with scores, without any training"
  public static let produces = "scores"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [.scored] + MetricCatalog.declarations(of: [.scores])

  public static func conflicts(
    _ options: SimilarityOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let inputs = InputOutlooks(request)
    let kinds = inputs.conflicts(
      ofData: options.data, wanting: [.scores], to: "be correlated with cosines")
    guard kinds.isEmpty, inputs[options.data]?.data?.segments == 1 else { return kinds }
    return [
      OptionConflict(
        "data", "similarity needs pairs of texts; \(inputs.name(options.data)) has single ones",
        hint: "name the column of the second text in the option `pair` of its data set")
    ]
  }

  public static func run(
    _ options: SimilarityOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let (model, data) = (try job.model(options.model), try job.dataset(options.data))
    guard model.vocabulary == data.vocabulary else {
      throw StageError(
        "the model and the data have different vocabularies; give the data's `load` stage the "
          + "option `tokenizer` with the model")
    }
    let (scores, texts) = try texts(of: data, split: options.split)
    let maker = try SentenceVectors(model, pooling: options.pooling, threads: job.threads)
    let vectors = maker.vectors(ofPieces: texts) { done, all in
      reporter.progress(StageProgress(step: done, steps: all, note: "texts"))
      return !reporter.shouldStop
    }
    guard let vectors else { throw StageStopped() }
    let cosines = scores.indices.map { cosine(vectors[2 * $0], vectors[2 * $0 + 1]) }
    if let pair = cosines.firstIndex(where: { !$0.isFinite }) {
      throw ScoresNotFinite(split: options.split, examples: [pair])
    }
    return StageOutput(
      metrics: job.counts(of: model, options.model)
        + [Metric(.scored, Double(scores.count))] + Metric.all(of: .scores(cosines, right: scores)))
  }

  /// Finds the scores of the pairs of a split, [pairs], and their texts, [2 · pairs].
  ///
  /// - Throws: ``StageError`` where the split has no scores or no pairs.
  private static func texts(
    of data: EncodedDataset, split name: String
  ) throws -> (scores: [Float], texts: [ArraySlice<Int32>]) {
    let split = try data.split(name)
    guard let scores = split.scores else {
      throw StageError("the split '\(name)' has no scores to compare cosines with")
    }
    let pairs = (0..<split.count).map { split.texts(of: $0) }
    guard pairs.allSatisfy({ $0.count == 2 }) else {
      throw StageError("similarity needs pairs of texts; these data have single ones")
    }
    return (scores, pairs.flatMap { $0 })
  }

  /// Computes the cosine of two vectors of length 1.
  private static func cosine(_ a: [Float], _ b: [Float]) -> Float {
    Float(zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
  }
}
