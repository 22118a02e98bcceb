internal import Datasets
public import Options
internal import Training

/// What a spec says of a stage that compares the vectors of texts.
public struct SimilarityOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  var split = "validation"
  var pooling = SentenceVectors.Pooling.mean

  public init() {}

  public static let options: [OptionProperty<SimilarityOptions>] = [
    .required("model", \.model, .stage(producing: "model"), "whose encoder makes the vectors"),
    .required(
      "data", \.data, .stage(producing: "data"),
      "pairs of texts with scores; texts are as far there as the pair's `sequence` kept them"),
    .option("split", \.split, .word(of: EncodedDataset.splitNames), "which examples"),
    .option(
      "pooling", \.pooling, .choice,
      "a text's vector: the mean of its last hidden states, or that of [CLS]"),
  ]
}
