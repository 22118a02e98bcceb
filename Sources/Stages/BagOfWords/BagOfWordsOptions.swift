internal import Datasets
public import Options

/// Options of a stage that fits a linear model to counts of tokens.
public struct BagOfWordsOptions: OptionSet {
  var data = StageInput()
  var split = "validation"

  public init() {}

  public static let options: [OptionProperty<BagOfWordsOptions>] = [
    .required(
      "data", \.data, .stage(producing: "data"),
      "data with classes or scores; the model is fitted to the split `train`"),
    .option("split", \.split, .word(of: EncodedDataset.splitNames), "the split that is scored"),
  ]
}
