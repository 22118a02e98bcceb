internal import Datasets
internal import Models
public import Options
internal import Training

/// Options of a stage that trains a model.
public struct TrainOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  /// Number of optimizer steps; nil where ``epochs`` is given.
  var steps: Int?
  /// How often every example is seen, instead of ``steps``.
  var epochs: Double?
  var precision = TrainingPrecision.float32
  var masking: MaskingRule?
  var distillation: DistillationOptions?
  /// All other settings, except those that depend on the data.
  var common = TrainingSettings()

  public init() {}

  public static let options: [OptionProperty<TrainOptions>] =
    [
      inputs, [objective], length, batches, [learningRate], schedule, updates, [hooks], watched,
      [masking], measured, draws,
    ].flatMap { $0 }

  /// The options of every stage that trains a model, however long.
  static let ofAnyTraining: [OptionProperty<TrainOptions>] =
    [[objective], batches, [learningRate], updates, [masking], draws].flatMap { $0 }

  private static let inputs: [OptionProperty<TrainOptions>] = [
    .required("model", \.model, .stage(producing: "model"), "the model that is trained"),
    .required(
      "data", \.data, .stage(producing: "data", "mixture"), "data or mixture on which it is trained"
    ),
  ]

  private static let objective = OptionProperty<TrainOptions>.option(
    "objective", \.common.objective, ObjectiveCatalog.form,
    "objective of the training; `auto` is the usual one for the data")

  private static let length: [OptionProperty<TrainOptions>] = [
    .optional(
      "steps", \.steps, .integer(1...100_000_000),
      "number of optimizer steps; either this or `epochs` is needed"),
    .optional(
      "epochs", \.epochs, .number(0.001...1_000_000),
      "how often every example is seen, instead of `steps`; the number of steps is rounded up"),
  ]

  private static let batches: [OptionProperty<TrainOptions>] = [
    .option(
      "batch_size", \.common.batchSize, .integer(1...1_000_000),
      "number of sequences of an optimizer step"
    )
    .formerly("batch"),
    .option(
      "micro_batches", \.common.microBatches, .integer(1...1_000_000),
      "number of parts of a batch that are computed one after the other, to save memory"),
    .option(
      "recompute", \.common.recomputes, .boolean,
      "whether to recompute intermediate results of layers in the backward pass, to save memory"),
    .option(
      "precision", \.precision, .choice,
      "precision of matrix products; parameters and sums are in single precision"),
  ]

  private static let learningRate = OptionProperty<TrainOptions>.option(
    "learning_rate", \.common.learningRate, .number(0...10),
    "highest learning rate of the schedule"
  ).formerly("rate")

  private static let schedule: [OptionProperty<TrainOptions>] = [
    .option(
      "warmup", \.common.warmup, .number(0...1),
      "share of the steps in which the learning rate rises"),
    .option(
      "schedule", \.common.schedule, .choice,
      "learning rate after the warm-up: falls to 0 linearly or as a half cosine, or is constant"),
  ]

  private static let updates: [OptionProperty<TrainOptions>] = [
    .option(
      "optimizer", \.common.optimizer, OptimizerCatalog.form,
      "optimizer that updates the parameters"),
    .option(
      "weight_decay", \.common.weightDecay, .number(0...10),
      "weight decay of matrices and embeddings"
    ).formerly("decay"),
    .option(
      "clip_norm", \.common.clipNorm, .number(0...1e9),
      "largest global norm of the gradient, to which it is clipped; 0 for no clipping"
    ).formerly("clip"),
    .option(
      "dropout", \.common.dropout, DropoutRates.form,
      "dropout probability of hidden states and attention probabilities, or one for each use"),
    .option(
      "freeze", \.common.frozen, .list(ParameterSelection.form),
      "parameters that keep their values; with [central], chains learn by their small tensors"),
    .option(
      "parameter_groups", \.common.parameterGroups, .list(.group),
      "groups of parameters with their own learning rules; a parameter is in the first that has it"
    ).formerly("apart"),
  ]

  private static let hooks = OptionProperty<TrainOptions>.option(
    "hooks", \.common.hooks, .list(TrainingHookCatalog.form),
    "what takes part in each step beside objective and optimizer, in this order")

  private static let watched: [OptionProperty<TrainOptions>] = [
    .optional(
      "stop", \.common.stopping, .group,
      "early stopping with the best model, once the validation split no longer improves"),
    .optional(
      "evaluate_every", \.common.evaluateEvery, .integer(1...100_000_000),
      "steps between two points of a validation curve without early stopping; the last step "
        + "has one, too"),
  ]

  private static let measured: [OptionProperty<TrainOptions>] = [
    .optional(
      "distill", \.distillation, .group, "distillation: learns from a trained model, too"),
    .option(
      "first_update", \.common.measuresFirstUpdate, .boolean,
      "whether to measure how far the first step moves the last hidden states"),
  ]

  private static let masking = OptionProperty<TrainOptions>.optional(
    "masking", \.masking, .group,
    "which tokens are masked and predicted in training by `mlm`: single ones, words, n-grams")

  private static let draws: [OptionProperty<TrainOptions>] = [
    .option(
      "log_every", \.common.logEvery, .integer(1...1_000_000),
      "steps between two points of the loss curve and lines of the log; it changes no other "
        + "metric, so a stored result keeps the curve that it has"
    ).outsideKey,
    .option(
      "seed", \.common.seed, .integer(0...Int.max),
      "seed of the order of examples, of masking, of dropout and of fresh heads"),
  ]

  /// Makes the settings of training.
  ///
  /// - Parameter examples: Number of training examples.
  func settings(examples: Int) -> TrainingSettings {
    var settings = common
    settings.steps = steps ?? steps(showing: examples)
    settings.precision = precision.precision
    settings.masking = masking ?? MaskingRule()
    settings.distillation = distillation?.weights
    return settings
  }

  /// Computes the steps that show every example ``epochs`` times, rounded up.
  ///
  /// A tolerance of 1e-9 keeps rounding errors of the product from adding a step.
  private func steps(showing examples: Int) -> Int {
    let batches = (epochs ?? 0) * Double(examples) / Double(common.batchSize)
    return max(1, Int((batches - 1e-9 * batches).rounded(.up)))
  }
}
