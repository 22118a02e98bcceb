public import Options

/// What a spec says of a stage that decomposes a model.
public struct DecomposeOptions: OptionSet {
  var model = StageInput()
  var decomposition = DecompositionOptions()
  var embeddings = false
  var spectra = true
  var random = false

  public init() {}

  public static let options: [OptionProperty<DecomposeOptions>] =
    [.required("model", \.model, .stage(producing: "model"), "the donor, dense")]
    + DecompositionOptions.options(inside: \.decomposition) + [
      .option(
        "embeddings", \.embeddings, .boolean,
        "whether word embeddings are decomposed too, their rows padded to factorise well"),
      .option(
        "spectra", \.spectra, .boolean,
        "whether to keep the Schmidt values of every bond as curves"),
      .option(
        "random", \.random, .boolean,
        "whether to compare with the entropy of random matrices of the same shapes"),
    ]
}
