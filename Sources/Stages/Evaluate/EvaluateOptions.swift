internal import Datasets
internal import Statistics
public import Options

/// What a spec says of a stage that scores a model.
public struct EvaluateOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  var split = "validation"
  var batch = 64
  /// The figures whose mean is told.
  var headline: [String]?
  /// nil for the only head that fits.
  var task: String?

  public init() {}

  /// The metrics that may be a task's headline.
  private static let headlines = MetricCatalog.ofPredictions.map { $0.declaration }
    .filter { $0.better == .higher }.map(\.name)

  public static let options: [OptionProperty<EvaluateOptions>] = [
    .required("model", \.model, .stage(producing: "model"), "what is scored"),
    .required("data", \.data, .stage(producing: "data"), "on what"),
    .option("split", \.split, .word(of: EncodedDataset.splitNames), "which examples"),
    .option(
      "batch", \.batch, .integer(1...1_000_000), "sequences scored at once; it changes no figure"
    ).outsideKey,
    .optional(
      "headline", \.headline, .list(.word(of: headlines)),
      "figures whose mean is told as `headline`: what GLUE's average counts of a task"),
    .optional(
      "task", \.task, .text,
      "whose head scores, where tasks have their own; else the only one with these classes"),
  ]
}
