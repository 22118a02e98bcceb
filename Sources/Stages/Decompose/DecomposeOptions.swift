internal import MatrixProduct
internal import Models
public import Options

/// Options of a stage that decomposes a model.
public struct DecomposeOptions: OptionSet {
  var model = StageInput()
  var decomposition = DecompositionOptions()
  var embeddings = false
  var spectra = true
  var random = false

  public init() {}

  public static let options: [OptionProperty<DecomposeOptions>] =
    [.required("model", \.model, .stage(producing: "model"), "the donor, a dense model")]
    + DecompositionOptions.options(inside: \.decomposition) + [
      .option(
        "embeddings", \.embeddings, .boolean,
        "whether to decompose the word embeddings, too, with rows padded to a number with factors"
      ),
      .option(
        "spectra", \.spectra, .boolean,
        "whether to leave the Schmidt values of every bond as curves"),
      .option(
        "random", \.random, .boolean,
        "whether to measure the entropy of random matrices of the same shapes, for comparison"),
    ]

  /// Finds the factors and bonds of a donor's matrices.
  ///
  /// - Returns: nil where bonds depend on the values of matrices.
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
