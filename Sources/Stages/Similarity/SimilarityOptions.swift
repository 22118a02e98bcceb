internal import Datasets
public import Options
internal import Training

/// Options of a stage that compares the vectors of texts.
public struct SimilarityOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  var split = "validation"
  var pooling = SentenceVectors.Pooling.mean

  public init() {}

  public static let options: [OptionProperty<SimilarityOptions>] = [
    .required(
      "model", \.model, .stage(producing: "model"), "the model whose encoder makes the vectors"),
    .required(
      "data", \.data, .stage(producing: "data"),
      "pairs of texts with scores, cut to the `max_length` of their `load` stage"),
    .option(
      "split", \.split, .word(of: EncodedDataset.splitNames), "the split whose pairs are compared"),
    .option(
      "pooling", \.pooling, .choice,
      "vector of a text: the mean of its last hidden states, or that of [CLS]"),
  ]
}
