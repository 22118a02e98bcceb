internal import Datasets
public import Options

/// What a spec says of a stage that fits a linear model to counts.
public struct BagOfWordsOptions: OptionSet {
  var data = StageInput()
  var split = "validation"

  public init() {}

  public static let options: [OptionProperty<BagOfWordsOptions>] = [
    .required(
      "data", \.data, .stage(producing: "data"),
      "classes or scores of texts; the model is fitted to the split `train`"),
    .option("split", \.split, .word(of: EncodedDataset.splitNames), "which examples are scored"),
  ]
}
