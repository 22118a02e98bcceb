internal import Datasets
internal import Models
public import Options

/// Options of a stage that loads data.
public struct LoadOptions: OptionSet {
  var dataset = ChosenDataset()
  /// Largest number of tokens of a sequence.
  var maxLength = 64
  /// Number of tokens of a vocabulary that is learned.
  var vocabulary = 4096
  var tokenizer = StageInput()
  /// Whether examples are pairs whose order is learned; nil means false.
  var isOrdered: Bool?

  public init() {}

  public static let options: [OptionProperty<LoadOptions>] = [
    .required(
      "dataset", \.dataset, DatasetCatalog.form,
      "the data set, by name or as a mapping with its options"),
    .option(
      "max_length", \.maxLength, .integer(8...4096),
      "largest number of tokens of a sequence, [CLS] and [SEP] included"
    ).formerly("sequence"),
    .option(
      "vocabulary", \.vocabulary, .integer(300...100_000),
      "number of tokens of the lower-case WordPiece vocabulary learned from the training split"),
    .option(
      "tokenizer", \.tokenizer, .stage(producing: "data", "model"),
      "data or model whose vocabulary is used instead of learning one"),
    .optional(
      "order", \.isOrdered, .boolean,
      "whether to cut running text into pairs of segments, half of them swapped, to learn the order"
    ),
  ]
}

/// Options of a stage that imports a model.
public struct LoadModelOptions: OptionSet {
  var model: any KnownModel = ModelFolder()

  public init() {}

  public static let options: [OptionProperty<LoadModelOptions>] = [
    .required(
      "model", \.model, ModelCatalog.form, "the model, by name or as a mapping with its options")
  ]
}
