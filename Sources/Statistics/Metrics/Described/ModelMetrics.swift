extension MetricDeclaration {
  public static let parameters = count("parameters", "numbers that the model stores")
  public static let trainableParameters = count(
    "trainable_parameters",
    "those of them that the model's last training could change; all where it had none")
  public static let nonEmbeddingParameters = count(
    "non_embedding_parameters",
    "those of them outside the tables of word, position and segment embeddings")
  /// The three sizes of a model that tables offer.
  public static let counts = [parameters, trainableParameters, nonEmbeddingParameters]
  public static let layers = count("layers", "layers of the encoder")
  public static let vocabulary = count("vocabulary", "pieces of the vocabulary")
  public static let gain = MetricDeclaration(
    "gain.MATRIX",
    "the norm of a layer's matrix as it starts over the whole donor's, a curve over layers",
    range: 0 ... .infinity, digits: 4, undefined: "no donor")
  /// Of the parts of a model, by their names in selections.
  public static let parts = [
    count("embeddings", "numbers of word, position and segment embeddings"),
    count("matrices", "numbers of whole matrices of layers"),
    count("central", "numbers of central tensors"),
    count("auxiliary", "numbers of auxiliary tensors"),
    count("adapters", "numbers of adapters"),
    count("vectors", "numbers of biases and norms of layers"),
    count("pooler", "numbers of the pooler under a classifier"),
    count("heads", "numbers of the head of masked language modelling"),
  ]

  static let ofModels = counts + [layers, vocabulary, gain] + parts
}
