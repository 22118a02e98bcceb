package import Tensors

extension Encoder {
  /// How well pieces are guessed from the last hidden states, [rows, hidden], of masked tokens:
  /// over the whole vocabulary, whose scores are never there for all rows at once.
  package func languageLoss(_ hidden: Variable, targets: [Int32]) -> ClassificationLoss {
    tape.crossEntropy(
      languageStates(hidden), table: weights.wordEmbeddings(),
      bias: weights.parameter(weights.names.languageBias), labels: targets)
  }

  /// The same scores, a part of the rows at a time.
  package func languageScores(_ hidden: Variable) -> TableScores {
    TableScores(
      languageStates(hidden), table: weights.wordEmbeddings(),
      bias: weights.parameter(weights.names.languageBias))
  }

  /// Scores over the vocabulary, [rows, vocabulary], from hidden states, [rows, hidden].
  package func languageLogits(_ hidden: Variable) -> Variable {
    tape.linear(
      languageStates(hidden), weight: weights.wordEmbeddings(),
      bias: weights.parameter(weights.names.languageBias))
  }

  /// What is multiplied with the word embeddings (tied): transform, activation, norm.
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

  /// Scores of classes, [sequences, classes], from the last hidden state of each sequence's first
  /// token: pooler, tanh, linear.
  ///
  /// - Parameter task: Whose head scores, where tasks have heads of their own.
  package func classLogits(_ hidden: Variable, task: String? = nil) -> Variable {
    pooledOutputs(
      hidden, head: task.map(TaskHead.parameters(ofTask:)) ?? weights.names.classifier)
  }

  /// Scores of standing in order and of being swapped, [sequences, 2], from the last hidden state
  /// of each sequence's first token.
  package func orderLogits(_ hidden: Variable) -> Variable {
    pooledOutputs(hidden, head: weights.names.orderHead)
  }

  /// Scores of being the first and the last token of an answer, [rows, 2], from the last hidden
  /// states of all tokens: linear alone (Devlin et al. 2019, section 4.2).
  package func spanLogits(_ hidden: Variable) -> Variable {
    let head = weights.names.spanHead
    return tape.linear(
      hidden, weight: weights.parameter("\(head).weight"), bias: weights.parameter("\(head).bias"))
  }

  private func pooledOutputs(_ hidden: Variable, head: String) -> Variable {
    let names = weights.names
    let pooled = tape.tanh(
      tape.linear(
        hidden, weight: weights.parameter("\(names.pooler).weight"),
        bias: weights.parameter("\(names.pooler).bias")))
    return tape.linear(
      tape.dropout(pooled, hiddenDropout(site: 1)), weight: weights.parameter("\(head).weight"),
      bias: weights.parameter("\(head).bias"))
  }
}
