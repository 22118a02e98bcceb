package import Options

/// What a spec says of an encoder's sizes; the vocabulary's is the data's.
package struct EncoderOptions: OptionSet {
  package var layers = 1
  package var hidden = 1
  package var heads = 1
  /// nil for four times ``hidden``.
  package var intermediate: Int?
  /// nil for as wide as ``hidden``.
  package var embedding: Int?
  package var positions = 128
  package var activation = EncoderShape.Activation.gelu
  package var deviation = EncoderShape.usualDeviation
  package var residual = EncoderShape.Residual.plain

  package static let options: [OptionProperty<EncoderOptions>] = [
    .required("layers", \.layers, .integer(1...1024), "depth"),
    .required("hidden", \.hidden, .integer(1...65536), "width of the hidden states"),
    .required("heads", \.heads, .integer(1...65536), "attention heads; divide hidden"),
    .optional(
      "intermediate", \.intermediate, .integer(1...65536), "width of the feed-forward; 4 × hidden"),
    .optional(
      "embedding", \.embedding, .integer(1...65536),
      "width of the embeddings; below hidden they are factorised (ALBERT)"),
    .option("positions", \.positions, .integer(8...65536), "the longest sequence"),
    .option("activation", \.activation, .choice, "exact GELU, or its tanh form"),
    .option(
      "deviation", \.deviation, .number(0...10),
      "of fresh matrices and embeddings; narrow models learn sooner with more than BERT's"),
    .option(
      "residual", \.residual, .choice,
      "deepnorm: scaled residuals and fresh matrices, for depth"),
  ]

  package init() {}

  /// The encoder of these sizes.
  package func shape(vocabulary: Int) -> EncoderShape {
    EncoderShape(
      layers: layers, hidden: hidden, heads: heads, intermediate: intermediate ?? 4 * hidden,
      embedding: embedding ?? hidden, vocabulary: vocabulary, positions: positions,
      activation: activation, deviation: deviation, residual: residual)
  }
}
