package import Options

/// The sizes of an encoder as options of a spec; the vocabulary's size comes from the data.
package struct EncoderOptions: OptionSet {
  package var layers = 1
  package var hidden = 1
  package var heads = 1
  /// Width of the feed-forward network; nil for four times ``hidden``.
  package var intermediate: Int?
  /// Width of the embedding tables; nil for that of ``hidden``.
  package var embedding: Int?
  package var maxPositions = 128
  package var activation = EncoderShape.Activation.gelu
  package var initializerRange = EncoderShape.usualDeviation
  package var residual = EncoderShape.Residual.plain

  package static let options: [OptionProperty<EncoderOptions>] = [
    .required("layers", \.layers, .integer(1...1024), "number of layers"),
    .required("hidden", \.hidden, .integer(1...65536), "width of the hidden states"),
    .required(
      "heads", \.heads, .integer(1...65536), "number of attention heads; must divide hidden"),
    .optional(
      "intermediate", \.intermediate, .integer(1...65536),
      "width of the feed-forward network; 4 × hidden"),
    .optional(
      "embedding", \.embedding, .integer(1...65536),
      "width of the embeddings; below hidden they are factorised (ALBERT)"),
    .option("max_positions", \.maxPositions, .integer(8...65536), "longest sequence, in tokens")
      .formerly("positions"),
    .option("activation", \.activation, .choice, "exact GELU, or its tanh form"),
    .option(
      "initializer_range", \.initializerRange, .number(0...10),
      "standard deviation of fresh matrices and embeddings; narrow models learn sooner with more "
        + "than BERT's"
    ).formerly("deviation"),
    .option(
      "residual", \.residual, .choice,
      "plain, or DeepNorm's scaled residuals and fresh matrices for deep models"),
  ]

  package init() {}

  /// Returns the encoder of these sizes for a vocabulary of so many tokens.
  package func shape(vocabulary: Int) -> EncoderShape {
    EncoderShape(
      layers: layers, hidden: hidden, heads: heads, intermediate: intermediate ?? 4 * hidden,
      embedding: embedding ?? hidden, vocabulary: vocabulary, positions: maxPositions,
      activation: activation, deviation: initializerRange, residual: residual)
  }
}
