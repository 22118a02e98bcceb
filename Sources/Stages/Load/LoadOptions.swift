internal import Datasets
internal import Models
public import Options

/// What a spec says of a stage that loads data.
public struct LoadOptions: OptionSet {
  var dataset = ChosenDataset()
  /// The most pieces of a sequence.
  var sequence = 64
  /// Pieces of a vocabulary that is learned.
  var vocabulary = 4096
  var tokenizer = StageInput()
  /// nil is as good as false.
  var isOrdered: Bool?

  public init() {}

  public static let options: [OptionProperty<LoadOptions>] = [
    .required(
      "dataset", \.dataset, DatasetCatalog.form,
      "which data set, by name or as a mapping with its options"),
    .option(
      "sequence", \.sequence, .integer(8...4096),
      "the most pieces of a sequence, [CLS] and [SEP] included"),
    .option(
      "vocabulary", \.vocabulary, .integer(300...100_000),
      "pieces of the lower-case WordPiece vocabulary learned from the training split"),
    .option(
      "tokenizer", \.tokenizer, .stage(producing: "data", "model"),
      "data or a model whose vocabulary is used instead of learning one"),
    .optional(
      "order", \.isOrdered, .boolean,
      "true for pairs of segments of running text, half of them swapped, to learn their order"),
  ]
}

/// What a spec says of a stage that takes over a model.
public struct LoadModelOptions: OptionSet {
  var model: any KnownModel = ModelFolder()

  public init() {}

  public static let options: [OptionProperty<LoadModelOptions>] = [
    .required(
      "model", \.model, ModelCatalog.form, "which model, by name or as a mapping with its options")
  ]
}
