internal import Models
internal import Options
internal import Pipeline
internal import Statistics

extension Metric {
  /// Counts the parameters, trainable parameters and non-embedding parameters of a model.
  ///
  /// - Parameter trainable: Number of scalars that its last training could change; nil for all.
  static func counts(of model: StoredModel, trainable: Int? = nil) -> [Metric] {
    let layout = model.bank.layout
    return counts(
      layout.count, trainable: trainable ?? layout.learningCount,
      nonEmbedding: layout.nonEmbeddingCount)
  }

  /// Makes the three metrics of known counts.
  static func counts(_ all: Int, trainable: Int, nonEmbedding: Int) -> [Metric] {
    zip(MetricDeclaration.counts, [all, trainable, nonEmbedding]).map { Metric($0, Double($1)) }
  }
}

extension StageJob {
  /// Counts the parameters of a model that an option names.
  ///
  /// The trainable parameters are those that the stage that made the model has counted.
  func counts(of model: StoredModel, _ input: StageInput) -> [Metric] {
    let maker = inputs.first { $0.role == input.role }
    let trainable = maker?.metrics.final(MetricDeclaration.trainableParameters.name)
    return Metric.counts(of: model, trainable: trainable.map { Int($0) })
  }
}
