package import Tensors

extension Encoder {
  /// Computes the loss of predicting masked tokens from their last hidden states, [rows, hidden],
  /// over the whole vocabulary; its scores are never in memory for all rows at once.
  package func languageLoss(_ hidden: Variable, targets: [Int32]) -> ClassificationLoss {
    tape.crossEntropy(
      languageStates(hidden), table: weights.wordEmbeddings(),
      bias: weights.parameter(weights.names.languageBias), labels: targets)
  }

  /// Returns the scores over the vocabulary, to be computed for some rows at a time.
  package func languageScores(_ hidden: Variable) -> TableScores {
    TableScores(
      languageStates(hidden), table: weights.wordEmbeddings(),
      bias: weights.parameter(weights.names.languageBias))
  }

  /// Computes scores over the vocabulary, [rows, vocabulary], from hidden states, [rows, hidden].
  package func languageLogits(_ hidden: Variable) -> Variable {
    tape.linear(
      languageStates(hidden), weight: weights.wordEmbeddings(),
      bias: weights.parameter(weights.names.languageBias))
  }

  /// Transforms hidden states for the product with the tied word embeddings: linear, GELU, norm;
  /// the result is [rows, embedding].
  private func languageStates(_ hidden: Variable) -> Variable {
    let names = weights.names
    let shape = weights.description.encoder
    let transformed = tape.gelu(
      tape.linear(
        hidden, weight: weights.parameter("\(names.languageTransform).weight"),
        bias: weights.parameter("\(names.languageTransform).bias")),
      shape.activation == .gelu ? .exact : .tanh)
    return tape.layerNorm(
      transformed, adding: nil, scale: weights.parameter("\(names.languageNorm).weight"),
      shift: weights.parameter("\(names.languageNorm).bias"), epsilon: shape.normEpsilon,
      dropout: nil)
  }

  /// Computes scores of classes, [sequences, classes], from the last hidden state of each
  /// sequence's first token, [sequences, hidden]: pooler, tanh, linear.
  ///
  /// - Parameter task: The task whose own head scores; nil for the classifier.
  package func classLogits(_ hidden: Variable, task: String? = nil) -> Variable {
    pooledOutputs(
      hidden, head: task.map(TaskHead.parameters(ofTask:)) ?? weights.names.classifier)
  }

  /// Computes scores of the segments' standing in order and of their being swapped, [sequences, 2],
  /// from the last hidden state of each sequence's first token, [sequences, hidden].
  package func orderLogits(_ hidden: Variable) -> Variable {
    pooledOutputs(hidden, head: weights.names.orderHead)
  }

  /// Computes scores of being the first and the last token of an answer, [tokens, 2], from the last
  /// hidden states of all tokens, [tokens, hidden]: linear alone (Devlin et al. 2019, section 4.2).
  package func spanLogits(_ hidden: Variable) -> Variable {
    let head = weights.names.spanHead
    return tape.linear(
      hidden, weight: weights.parameter("\(head).weight"), bias: weights.parameter("\(head).bias"))
  }

  private func pooledOutputs(_ hidden: Variable, head: String) -> Variable {
    let names = weights.names
    let projected = tape.linear(
      hidden, weight: weights.parameter("\(names.pooler).weight"),
      bias: weights.parameter("\(names.pooler).bias"))
    let pooled = tape.tanh(weights.addingTermsOfPooler(to: projected, from: hidden, on: tape))
    return tape.linear(
      tape.dropout(pooled, classifierDropout(site: 1)), weight: weights.parameter("\(head).weight"),
      bias: weights.parameter("\(head).bias"))
  }
}
