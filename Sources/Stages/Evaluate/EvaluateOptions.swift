internal import Datasets
internal import Statistics
public import Options

/// Options of a stage that scores a model.
public struct EvaluateOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  var split = "validation"
  var batchSize = 64
  /// Names of the metrics whose mean is the headline.
  var headline: [String]?
  /// Name of the task whose head scores; nil for the only head that fits.
  var task: String?

  public init() {}

  /// Names of the metrics that may be in a task's headline.
  private static let headlines = MetricCatalog.ofPredictions.map { $0.declaration }
    .filter { $0.better == .higher }.map(\.name)

  public static let options: [OptionProperty<EvaluateOptions>] = [
    .required("model", \.model, .stage(producing: "model"), "the model that is scored"),
    .required("data", \.data, .stage(producing: "data"), "the data on which it is scored"),
    .option("split", \.split, .word(of: EncodedDataset.splitNames), "the split that is scored"),
    .option(
      "batch_size", \.batchSize, .integer(1...1_000_000),
      "number of sequences scored at once; it changes no metric"
    ).outsideKey.formerly("batch"),
    .optional(
      "headline", \.headline, .list(.word(of: headlines)),
      "metrics whose mean is left as `headline`, the score of a task in GLUE's average"),
    .optional(
      "task", \.task, .text,
      "the task whose head scores, for models with a head for each (otherwise the one that fits)"),
  ]
}
