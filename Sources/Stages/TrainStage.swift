internal import Datasets
internal import Models
public import Pipeline
internal import Options
internal import Spec
internal import Tensors
internal import Training

/// Trains a model on a data set's objective, from its last checkpoint where there is one.
public enum TrainStage: StageKind {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "train", version: 3, about: "trains a model on data", produces: "model",
      options: [
        OptionDeclaration("model", .stage(producing: ["model"]), .required, "where it starts"),
        OptionDeclaration(
          "data", .stage(producing: ["data", "mixture"]), .required, "what it learns"),
        OptionDeclaration(
          "objective", .choice(["auto"] + DatasetContent.allCases.map(\.rawValue)),
          .standard(.text("auto")),
          "what is learned; `auto` is the data's own"),
        OptionDeclaration(
          "steps", .integer(1...100_000_000), .optional, "optimizer steps; or write `epochs`"),
        OptionDeclaration(
          "epochs", .number(0.001...1_000_000), .optional,
          "how often every example is seen, in place of `steps`; the last step is rounded up"),
        OptionDeclaration(
          "batch", .integer(1...1_000_000), .standard(.integer(32)), "sequences a step"),
        OptionDeclaration(
          "micro_batches", .integer(1...1_000_000), .standard(.integer(1)),
          "parts of a batch that are computed one after the other, to save memory"),
        OptionDeclaration(
          "recompute", .boolean, .standard(.boolean(false)),
          "compute each layer's intermediate results anew on the way back, to save memory"),
        OptionDeclaration(
          "precision", .choice(TrainingPrecision.allCases.map(\.rawValue)),
          .standard(.text("float32")),
          "in which matrix products are computed; parameters and sums are single precision"),
        OptionDeclaration(
          "rate", .number(0...10), .standard(.number(0.001)), "the highest learning rate"),
        OptionDeclaration(
          "warmup", .number(0...1), .standard(.number(0.1)),
          "the part of the steps in which the rate rises"),
        OptionDeclaration(
          "schedule", .choice(Schedule.allCases.map(\.rawValue)), .standard(.text("linear")),
          "the rate after the warm-up: to 0 by a line or half a wave, or as it is"),
        OptionDeclaration(
          "optimizer", OptimizerCatalog.optionType, .standard(.text("adamw")),
          "the rule by which gradients move parameters"),
        OptionDeclaration(
          "decay", .number(0...10), .standard(.number(0.01)),
          "weight decay, on matrices and embeddings"),
        OptionDeclaration(
          "clip", .number(0...1e9), .standard(.number(1)),
          "the gradients' norm is cut to this; 0 leaves it"),
        OptionDeclaration(
          "dropout", .number(0...0.99), .standard(.number(0.1)),
          "of hidden states and attention probabilities"),
        OptionDeclaration(
          "freeze", ModelOptions.selections, .standard(.list([])),
          "parts that keep their values; [central] is MPOP's lightweight fine-tuning"),
        OptionDeclaration(
          "apart", ModelOptions.learningRules, .standard(.list([])),
          "parts that learn in their own way; the first that has a parameter holds"),
        OptionDeclaration(
          "stop", .group(stopping), .optional,
          "ends early, with the best model, once the validation split no longer improves"),
        OptionDeclaration(
          "masking", .group(MaskingOptions.all), .optional,
          "which pieces are guessed in training, where pieces are: single ones, words or n-grams"),
        DistillationOptions.declaration,
        OptionDeclaration(
          "first_update", .boolean, .standard(.boolean(false)),
          "whether to measure how far the first step moves the last hidden states"),
        OptionDeclaration(
          "log_every", .integer(1...1_000_000), .standard(.integer(50)),
          "steps from one point of the loss curve to the next"),
        OptionDeclaration(
          "seed", .integer(0...Int.max), .standard(.integer(1)),
          "of the order of examples, masking, dropout and a fresh head"),
      ], conflicts: conflicts)
  }

  private static var stopping: [OptionDeclaration] {
    [
      OptionDeclaration(
        "measure", .choice(EarlyStopping.Measure.allCases.map(\.rawValue)),
        .standard(.text("loss")), "what must improve"),
      OptionDeclaration(
        "every", .integer(1...100_000_000), .required,
        "steps from one evaluation to the next; the last step has one, too"),
      OptionDeclaration(
        "patience", .integer(1...1_000_000), .standard(.integer(3)),
        "evaluations in a row without improvement after which it ends"),
      OptionDeclaration(
        "delta", .number(0...1e9), .standard(.number(0)),
        "what is better by no more than this is no improvement"),
    ]
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    let options = request.stage.options
    let (batch, parts) = (options["batch"]?.integer ?? 1, options["micro_batches"]?.integer ?? 1)
    let teaching =
      DistillationOptions.conflicts(options[DistillationOptions.name])
      + DistillationOptions.conflicts(request)
    if (options["steps"] == nil) == (options["epochs"] == nil) {
      return teaching + [
        OptionConflict(
          "steps", "'train' needs one of 'steps' and 'epochs'",
          hint: "write steps: 1000, or epochs: 3")
      ]
    }
    guard parts > batch else { return teaching }
    return teaching + [
      OptionConflict(
        "micro_batches", "a batch of \(batch) can't be cut into \(parts) micro-batches",
        hint: "each needs a sequence at least")
    ]
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let mixture = try job.mixture("data")
    let wanted = job.text("objective")
    for task in mixture.tasks where wanted != "auto" && wanted != task.data.content.rawValue {
      throw StageError("the data are for `\(task.data.content.rawValue)`, not `\(wanted)`")
    }
    let settings = settings(job.options, examples: mixture.exampleCount)
    guard settings.precision.isAvailable else { throw StageError(TrainingPrecision.advice) }
    let ((trained, speed), bytes) = try PeakMemory.during { () throws -> (Trainer, Double) in
      let model = try job.model("model").fitted(to: mixture, seed: job.integer("seed"))
      let teacher = try settings.distillation.map { _ in
        try job.model(DistillationOptions.teacher)
      }
      let trainer = try Trainer(
        model, mixture: mixture, settings: settings, threads: job.threads, teacher: teacher)
      let loop = TrainLoop(trainer, folder: job.workFolder, reporter: reporter)
      try loop.resume()
      let seconds = try loop.run()
      return (trainer, Double(trainer.tokens) / max(seconds, 1e-9))
    }
    return try output(of: trained, job, tokensPerSecond: speed, peakBytes: bytes)
  }

  /// What validated options, with their defaults, ask for.
  ///
  /// - Parameter examples: of the training split.
  static func settings(_ options: Value, examples: Int) -> TrainingSettings {
    func integer(_ name: String) -> Int { options[name]?.integer ?? 0 }
    func number(_ name: String) -> Double { options[name]?.number ?? 0 }
    var settings = TrainingSettings(
      steps: options["steps"]?.integer ?? steps(number("epochs"), examples, integer("batch")),
      batch: integer("batch"), rate: number("rate"),
      warmup: number("warmup"), decay: number("decay"), clip: number("clip"),
      dropout: number("dropout"), seed: integer("seed"), logEvery: integer("log_every"))
    settings.optimizer = OptimizerCatalog.optimizer(options["optimizer"] ?? .null)
    settings.schedule = options["schedule"]?.text.flatMap(Schedule.init) ?? .linear
    settings.microBatches = max(1, integer("micro_batches"))
    settings.recomputes = options["recompute"]?.boolean == true
    settings.precision =
      options["precision"]?.text.flatMap(TrainingPrecision.init)?.precision ?? .float32
    settings.stopping = stopping(options["stop"])
    settings.frozen = ModelOptions.selections(options["freeze"])
    settings.masking = MaskingOptions.rule(options["masking"])
    settings.distillation = DistillationOptions.distillation(options[DistillationOptions.name])
    settings.measuresFirstUpdate = options["first_update"]?.boolean == true
    settings.rules = ModelOptions.learningRules(options["apart"])
    return settings
  }

  /// As many batches as show every example so often, rounded up but for the rounding of products.
  private static func steps(_ epochs: Double, _ examples: Int, _ batch: Int) -> Int {
    let batches = epochs * Double(examples) / Double(batch)
    return max(1, Int((batches - 1e-9 * batches).rounded(.up)))
  }

  private static func stopping(_ options: Value?) -> EarlyStopping? {
    guard let options, let every = options["every"]?.integer else { return nil }
    return EarlyStopping(
      options["measure"]?.text.flatMap(EarlyStopping.Measure.init) ?? .loss, every: every,
      patience: options["patience"]?.integer ?? 3, delta: options["delta"]?.number ?? 0)
  }

  private static func output(
    of trainer: Trainer, _ job: StageJob, tokensPerSecond: Double, peakBytes: Int?
  ) throws -> StageOutput {
    let curve = trainer.curve.map { Metric("loss", $0.value, step: $0.step) }
    let final =
      (trainer.curve.last.map { [Metric("loss", $0.value)] } ?? [])
      + (trainer.firstUpdate.map { [Metric("first_update", $0)] } ?? [])
    let model = trainer.trained
    return StageOutput(
      files: try model.write(into: job.workFolder),
      metrics: [Metric("parameters", Double(model.bank.layout.count))] + curve + final
        + validation(of: trainer),
      timings: [
        Metric("tokens_per_second", tokensPerSecond),
        Metric("activation_bytes", Double(trainer.peakBytes)),
      ]
        + (peakBytes.map { [Metric("peak_bytes", Double($0))] } ?? []))
  }

  private static func validation(of trainer: Trainer) -> [Metric] {
    guard let measure = trainer.settings.stopping?.measure, let best = trainer.best else {
      return []
    }
    let name = "validation.\(measure.rawValue)"
    return trainer.validationCurve.map { Metric(name, $0.value, step: $0.step) } + [
      Metric(name, best.value), Metric("best_step", Double(best.step)),
      Metric("steps_done", Double(trainer.step)),
    ]
  }
}
