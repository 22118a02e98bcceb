package import Tensors

extension Encoder {
  /// Scores over the vocabulary at some tokens, [rows, vocabulary].
  ///
  /// Transform, activation, norm, then the transposed word embeddings (tied) and a bias.
  /// - Parameter rows: Which tokens of the packed batch to score.
  package func languageLogits(_ hidden: Variable, rows: [Int32]) -> Variable {
    let names = weights.names
    let shape = weights.description.encoder
    let selected = tape.embedding(table: hidden, rows: rows)
    let transformed = tape.gelu(
      tape.linear(
        selected, weight: weights.parameter("\(names.languageTransform).weight"),
        bias: weights.parameter("\(names.languageTransform).bias")),
      shape.activation == .gelu ? .exact : .tanh)
    let normed = tape.layerNorm(
      transformed, adding: nil, scale: weights.parameter("\(names.languageNorm).weight"),
      shift: weights.parameter("\(names.languageNorm).bias"), epsilon: shape.normEpsilon,
      dropout: nil)
    return tape.linear(
      normed, weight: weights.wordEmbeddings(),
      bias: weights.parameter(names.languageBias))
  }

  /// Scores of each sequence's classes, [sequences, classes]: pooler over the first token, tanh,
  /// linear.
  package func classLogits(_ hidden: Variable, _ sequences: Sequences) -> Variable {
    let names = weights.names
    let first = tape.embedding(
      table: hidden, rows: sequences.offsets.dropLast().map { Int32($0) })
    let pooled = tape.tanh(
      tape.linear(
        first, weight: weights.parameter("\(names.pooler).weight"),
        bias: weights.parameter("\(names.pooler).bias")))
    return tape.linear(
      tape.dropout(pooled, hiddenDropout(site: 1)),
      weight: weights.parameter("\(names.classifier).weight"),
      bias: weights.parameter("\(names.classifier).bias"))
  }
}
