internal import MatrixProduct
internal import Models
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

  /// How the matrices of a donor will be held; nil where bonds depend on what matrices hold.
  func factorisations(
    of donor: ModelDescription
  ) -> [String: ModelDescription.Factorisation]? {
    if decomposition.rule.needsSpectra { return nil }
    var model = donor
    model.factorisations = [:]
    model.factorise { rows, columns in
      decomposition.chain(decomposition.size(rows: rows, columns: columns))?.factorisation
    }
    if embeddings {
      let size = decomposition.size(
        ofTable: model.encoder.vocabulary, columns: model.encoder.embedding)
      model.factorisations[ModelDescription.wordEmbeddings] =
        decomposition.chain(size)?.factorisation
    }
    return model.factorisations
  }
}
