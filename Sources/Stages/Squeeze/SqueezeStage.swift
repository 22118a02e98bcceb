internal import Models
internal import Options
public import Pipeline
public import Statistics
internal import Tensors
internal import Training

/// Cuts the bonds of a model's chains by small steps, with a short training after each.
///
/// This is MPOP's dimension squeezing (arXiv 2106.02205, section 4.2): the cheapest cut, a
/// training, and again, until the performance falls by more than a gap, or, as an addition of ours,
/// until a size is reached. Cutting to the size at once is the paper's control; that it then trains
/// as many steps in all is ours. The paper doesn't say what becomes of the optimizer's state: here
/// it is sliced with the tensors.
public enum SqueezeStage: StageKind {
  public static let name = "squeeze"
  public static let version = 1
  public static let about = "cuts bonds of a model's chains and trains it by turns (MPOP)"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [
      .loss, .validationLoss, .validationAccuracy, .cuts, .parametersAfterCut, .stepsDone,
      .matrixBond,
    ]

  /// Number of trainers that are in memory at a cut: the one before it, and the one that goes on.
  private static let trainersAtCut = 2

  public static func outlook(
    _ options: @autoclosure () -> SqueezeOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let (options, stage) = (options(), inputs.stage.id)
    guard let start = inputs[options.model]?.model, let data = inputs[options.data]?.data else {
      return nil
    }
    let training = options.training
    // Which bonds will be cut is known only with the tensors, so this is the model before the cuts.
    let model = start.fitted(to: data, training.common.objective)
    var outlook = StageOutlook(
      model: model,
      training: {
        var unknown = training
        unknown.steps = nil
        return PlannedTraining(
          stage, unknown, model: model, data: data, teacher: nil, trainers: Self.trainersAtCut)
      })
    outlook.isApproximate = true
    return outlook
  }

  public static func resumption(
    _ options: @autoclosure () -> SqueezeOptions, from folder: String
  ) -> Resumption? {
    Checkpoint.step(inFolder: folder).map { Resumption(step: $0, of: nil) }
  }

  public static func run(
    _ options: SqueezeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let (mixture, settings) = (try job.mixture(options.data), options.settings)
    try TrainStage.check(settings.objective, mixture)
    try checkMeasure(options, mixture)
    guard settings.precision.isAvailable else { throw StageError(TrainingPrecision.advice) }
    let (loop, bytes) = try PeakMemory.during { () throws -> SqueezeLoop in
      let donor = try job.plainModel(options.model)
      let model = try donor.fitted(to: mixture, settings.objective, seed: settings.seed)
      if let misfit = misfit(of: model.description)
        ?? misfit(ofSize: options.goal, for: model.description)
      {
        throw StageError(misfit.description)
      }
      TrainStage.report(donor.description, model.description, to: reporter)
      try TrainStage.check(settings, model, trainers: trainersAtCut)
      var loop = try SqueezeLoop(model, mixture, options, job, reporter)
      try loop.run()
      return loop
    }
    let model = loop.trainer.trained
    return StageOutput(
      files: try model.write(into: job.workFolder), metrics: metrics(of: loop, model, options),
      timings: [
        Metric(.tokensPerSecond, Double(loop.tokens) / max(loop.seconds, 1e-9)),
        Metric(.activationBytes, Double(loop.peakBytes)),
      ] + (bytes.map { [Metric(.peakBytes, Double($0))] } ?? []))
  }

  private static func metrics(
    of loop: SqueezeLoop, _ model: StoredModel, _ options: SqueezeOptions
  ) -> [Metric] {
    let (trainer, points) = (loop.trainer, loop.progress.points)
    let trainable = trainer.settings.trainableCount(in: model.description)
    return Metric.counts(of: model, trainable: trainable)
      + trainer.curve.map { Metric(.loss, $0.value, step: $0.step) }
      + (trainer.finalLoss.map { [Metric(.loss, $0)] } ?? [])
      + [
        Metric(.cuts, Double(loop.progress.cuts)), Metric(.stepsDone, Double(trainer.step)),
      ]
      + points.map { Metric(.parametersAfterCut, Double($0.parameters), step: $0.step) }
      + validation(points, options.goal) + bonds(of: model)
  }

  /// Collects the curve on the validation split, and the value of the model that is left.
  private static func validation(
    _ points: [SqueezeProgress.Point], _ goal: SqueezeGoal
  ) -> [Metric] {
    let isLoss = goal.measure == .loss
    let declaration: MetricDeclaration = isLoss ? .validationLoss : .validationAccuracy
    let curve = points.map { point in
      Metric(declaration, isLoss ? point.loss : point.accuracy, step: point.step)
    }
    return curve + curve.suffix(1).map { Metric(declaration, $0.value) }
  }

  /// Collects the inner bonds of every matrix, counted from 1.
  private static func bonds(of model: StoredModel) -> [Metric] {
    model.description.chains.flatMap { chain in
      (model.description.factorisations[chain]?.bonds ?? []).dropFirst().dropLast().enumerated()
        .map { Metric(.matrixBond, of: [chain, "\($0.offset + 1)"], Double($0.element)) }
    }
  }
}
