extension MetricDeclaration {
  public static let parameters = count("parameters", "parameters that the model stores")
  public static let trainableParameters = count(
    "trainable_parameters",
    "parameters that the model's last training could change; all if it had no training")
  public static let nonEmbeddingParameters = count(
    "non_embedding_parameters",
    "parameters outside the tables of word, position and segment embeddings")
  /// The three sizes of a model that tables offer.
  public static let counts = [parameters, trainableParameters, nonEmbeddingParameters]
  /// What a stage leaves whose size was asked for by `match`.
  public static let ofMatch = [askedParameters, matchedSize]
  public static let askedParameters = count(
    "asked_parameters", "parameters that `match` asks for", undefined: "no `match`")
  public static let matchedSize = count(
    "matched_size", "value of the option that `match` solves", undefined: "no `match`")
  public static let layers = count("layers", "layers of the encoder")
  public static let vocabulary = count("vocabulary", "tokens of the vocabulary")
  public static let gain = MetricDeclaration(
    "gain.MATRIX",
    "norm of a layer's matrix at the start, divided by the donor's; a curve over layers",
    range: 0 ... .infinity, digits: 4, undefined: "no donor")
  public static let matrixStartError = MetricDeclaration(
    "start_error.MATRIX",
    "distance of a layer's matrix at the start from the donor's, relative to the donor's norm; a "
      + "curve over layers",
    range: 0 ... .infinity, better: .lower, digits: 4,
    undefined: "no donor, or the donor's matrix is zero")
  public static let startError = MetricDeclaration(
    "start_error", "relative distance of all matrices of layers at the start from the donor's",
    range: 0 ... .infinity, better: .lower, digits: 4, undefined: "no donor")
  /// Numbers of parameters of each part of a model; parts are named as in selections.
  public static let parts = [
    count("embeddings", "parameters of word, position and segment embeddings"),
    count("matrices", "parameters of the dense matrices of layers"),
    count("central", "parameters of central tensors"),
    count("auxiliary", "parameters of auxiliary tensors"),
    count("adapters", "parameters of adapters"),
    count("vectors", "parameters of biases and layer norms of layers"),
    count("pooler", "parameters of the pooler under a classifier"),
    count("heads", "parameters of the head of masked language modelling"),
  ]

  static let ofModels =
    counts + ofMatch + [layers, vocabulary, gain, matrixStartError, startError] + parts
}
