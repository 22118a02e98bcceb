internal import Datasets
internal import Models
public import Options
internal import Training

/// What a spec says of a stage that trains.
public struct TrainOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  /// nil where ``epochs`` is given.
  var steps: Int?
  /// How often every example is seen, in place of ``steps``.
  var epochs: Double?
  var precision = TrainingPrecision.float32
  var masking: MaskingRule?
  var distillation: DistillationOptions?
  /// Everything else, but for what depends on the data.
  var common = TrainingSettings()

  public init() {}

  public static let options: [OptionProperty<TrainOptions>] =
    learning + schedule + [
      .optional(
        "stop", \.common.stopping, .group,
        "ends early, with the best model, once the validation split no longer improves"),
      .optional(
        "evaluate_every", \.common.evaluateEvery, .integer(1...100_000_000),
        "steps from one point of a validation curve, which ends nothing, to the next; the last "
          + "step has one, too"),
      .optional(
        "masking", \.masking, .group,
        "which pieces are guessed in training, where pieces are: single ones, words or n-grams"),
      .optional(
        "distill", \.distillation, .group, "learns from a model that has learnt before, too"),
      .option(
        "first_update", \.common.measuresFirstUpdate, .boolean,
        "whether to measure how far the first step moves the last hidden states"),
      .option(
        "log_every", \.common.logEvery, .integer(1...1_000_000),
        "steps from one point of the loss curve, and line of the log, to the next; it changes no "
          + "other figure, so a result that is there keeps the curve that it has"
      ).outsideKey,
      .option(
        "seed", \.common.seed, .integer(0...Int.max),
        "of the order of examples, masking, dropout and a fresh head"),
    ]

  private static let learning: [OptionProperty<TrainOptions>] = [
    .required("model", \.model, .stage(producing: "model"), "where it starts"),
    .required("data", \.data, .stage(producing: "data", "mixture"), "what it learns"),
    .option(
      "objective", \.common.objective, ObjectiveCatalog.form,
      "what is learned; `auto` is the data's own"),
    .optional(
      "steps", \.steps, .integer(1...100_000_000), "optimizer steps; or write `epochs`"),
    .optional(
      "epochs", \.epochs, .number(0.001...1_000_000),
      "how often every example is seen, in place of `steps`; the last step is rounded up"),
    .option("batch", \.common.batch, .integer(1...1_000_000), "sequences a step"),
    .option(
      "micro_batches", \.common.microBatches, .integer(1...1_000_000),
      "parts of a batch that are computed one after the other, to save memory"),
    .option(
      "recompute", \.common.recomputes, .boolean,
      "compute each layer's intermediate results anew on the way back, to save memory"),
    .option(
      "precision", \.precision, .choice,
      "in which matrix products are computed; parameters and sums are single precision"),
  ]

  private static let schedule: [OptionProperty<TrainOptions>] = [
    .option("rate", \.common.rate, .number(0...10), "the highest learning rate"),
    .option(
      "warmup", \.common.warmup, .number(0...1), "the part of the steps in which the rate rises"),
    .option(
      "schedule", \.common.schedule, .choice,
      "the rate after the warm-up: to 0 by a line or half a wave, or as it is"),
    .option(
      "optimizer", \.common.optimizer, OptimizerCatalog.form,
      "the rule by which gradients move parameters"),
    .option(
      "decay", \.common.decay, .number(0...10), "weight decay, on matrices and embeddings"),
    .option(
      "clip", \.common.clip, .number(0...1e9), "the gradients' norm is cut to this; 0 leaves it"),
    .option(
      "dropout", \.common.dropout, .number(0...0.99),
      "of hidden states and attention probabilities"),
    .option(
      "freeze", \.common.frozen, .list(ParameterSelection.form),
      "parts that keep their values; [central] is MPOP's lightweight fine-tuning"),
    .option(
      "apart", \.common.rules, .list(.group),
      "parts that learn in their own way; the first that has a parameter holds"),
  ]

  /// What they come to on data of so many training examples.
  func settings(examples: Int) -> TrainingSettings {
    var settings = common
    settings.steps = steps ?? steps(showing: examples)
    settings.precision = precision.precision
    settings.masking = masking ?? MaskingRule()
    settings.distillation = distillation?.weights
    return settings
  }

  /// As many batches as show every example so often, rounded up but for the rounding of products.
  private func steps(showing examples: Int) -> Int {
    let batches = (epochs ?? 0) * Double(examples) / Double(common.batch)
    return max(1, Int((batches - 1e-9 * batches).rounded(.up)))
  }
}
