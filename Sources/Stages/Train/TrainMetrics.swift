internal import Models
internal import Pipeline
internal import Statistics
internal import Training

extension TrainStage {
  /// Collects the metrics of a training: parameter counts, the loss, and the validation curve.
  ///
  /// - Parameter model: The model that the training leaves.
  static func metrics(of trainer: Trainer, _ model: StoredModel) -> [Metric] {
    let trainable = trainer.settings.trainableCount(in: model.description)
    return Metric.counts(of: model, trainable: trainable)
      + trainer.curve.map { Metric(.loss, $0.value, step: $0.step) }
      + (trainer.finalLoss.map { [Metric(.loss, $0)] } ?? [])
      + (trainer.firstUpdate.map { [Metric(.firstUpdate, $0)] } ?? [])
      + (trainer.centreUpdateRatio.map { [Metric(.centreUpdateRatio, $0)] } ?? [])
      + validation(of: trainer)
  }

  /// Collects the curve on the validation split, and the value of the model that is kept.
  private static func validation(of trainer: Trainer) -> [Metric] {
    let (curve, measure) = (trainer.validationCurve, MetricDeclaration.validation(of: trainer))
    let points = curve.map { Metric(measure, $0.value, step: $0.step) }
    guard let best = trainer.best else {
      return points + (curve.last.map { [Metric(measure, $0.value)] } ?? [])
    }
    return points + [
      Metric(measure, best.value), Metric(.bestStep, Double(best.step)),
      Metric(.stepsDone, Double(trainer.step)), Metric(.looks, Double(curve.count)),
    ]
  }
}

extension MetricDeclaration {
  /// Chooses the metric by which a training is evaluated on the validation split.
  static func validation(of trainer: Trainer) -> MetricDeclaration {
    trainer.settings.stopping?.measure == .accuracy ? .validationAccuracy : .validationLoss
  }
}
