internal import Datasets
internal import Dispatch
internal import FoundationEssentials
internal import Models
public import Pipeline
internal import Spec
internal import Training

/// Trains a model on a data set's objective, from its last checkpoint where there is one.
public enum TrainStage: StageKind {
  /// A checkpoint is due after so many seconds, or later where writing one takes long: at most one
  /// part in twenty of the time goes into them.
  private static let standardPause = 5.0
  private static let pausePerSecondOfSaving = 20.0
  private static let pauseVariable = "BONDLAB_CHECKPOINT_SECONDS"

  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "train", version: 1, about: "trains a model on data", produces: "model",
      options: [
        OptionDeclaration("model", .stage(producing: ["model"]), .required, "where it starts"),
        OptionDeclaration("data", .stage(producing: ["data"]), .required, "what it learns"),
        OptionDeclaration(
          "objective", .choice(["auto", "mlm", "classify"]), .standard(.text("auto")),
          "what is learned; `auto` is the data's own"),
        OptionDeclaration("steps", .integer(1...100_000_000), .required, "optimizer steps"),
        OptionDeclaration(
          "batch", .integer(1...1_000_000), .standard(.integer(32)), "sequences a step"),
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
          "first_update", .boolean, .standard(.boolean(false)),
          "whether to measure how far the first step moves the last hidden states"),
        OptionDeclaration(
          "log_every", .integer(1...1_000_000), .standard(.integer(50)),
          "steps from one point of the loss curve to the next"),
        OptionDeclaration(
          "seed", .integer(0...Int.max), .standard(.integer(1)),
          "of the order of examples, masking, dropout and a fresh head"),
      ])
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let data = try job.dataset("data")
    let wanted = job.text("objective")
    guard wanted == "auto" || wanted == data.objective.rawValue else {
      throw StageError("the data are for `\(data.objective.rawValue)`, not `\(wanted)`")
    }
    let model = try job.model("model").fitted(to: data, seed: job.integer("seed"))
    let trainer = try Trainer(model, data: data, settings: settings(job), threads: job.threads)
    let checkpoint = "\(job.workFolder)/\(Checkpoint.fileName)"
    if FileManager.default.fileExists(atPath: checkpoint) {
      try Checkpoint.restore(trainer, from: checkpoint)
      reporter.log("resumed at step \(trainer.step)")
    }
    try train(trainer, checkpoint, reporter)
    return try output(of: trainer, job)
  }

  private static func settings(_ job: StageJob) -> TrainingSettings {
    var settings = TrainingSettings(
      steps: job.integer("steps"), batch: job.integer("batch"), rate: job.number("rate"),
      warmup: job.number("warmup"), decay: job.number("decay"), clip: job.number("clip"),
      dropout: job.number("dropout"), seed: job.integer("seed"),
      logEvery: job.integer("log_every"))
    settings.optimizer = OptimizerCatalog.optimizer(job.options["optimizer"] ?? .null)
    settings.schedule = Schedule(rawValue: job.text("schedule")) ?? .linear
    settings.frozen = ModelOptions.selections(job.options["freeze"])
    settings.measuresFirstUpdate = job.options["first_update"]?.boolean == true
    settings.rules = ModelOptions.learningRules(job.options["apart"])
    return settings
  }

  private static func train(
    _ trainer: Trainer, _ checkpoint: String, _ reporter: any StageReporter
  ) throws {
    let shortestPause = try shortestPause()
    let (start, firstStep) = (now(), trainer.step)
    var nextCheckpoint = start + shortestPause
    while trainer.step < trainer.settings.steps {
      let loss = try trainer.advance()
      let elapsed = now() - start
      let left =
        elapsed / Double(trainer.step - firstStep)
        * Double(trainer.settings.steps - trainer.step)
      reporter.progress(
        StageProgress(
          step: trainer.step, steps: trainer.settings.steps, note: "loss \(rounded(loss))",
          tokensPerSecond: Double(trainer.tokens) / elapsed, secondsLeft: left))
      let stops = reporter.shouldStop
      let begin = now()
      guard stops || begin > nextCheckpoint else { continue }
      try Checkpoint.save(trainer, to: checkpoint)
      let end = now()
      nextCheckpoint = end + max(shortestPause, pausePerSecondOfSaving * (end - begin))
      if stops { throw StageStopped() }
    }
  }

  private static func shortestPause() throws -> Double {
    guard let text = ProcessInfo.processInfo.environment[pauseVariable] else {
      return standardPause
    }
    guard let seconds = Double(text), seconds >= 0 else {
      throw StageError("\(pauseVariable) must be a number of seconds, not '\(text)'")
    }
    return seconds
  }

  private static func output(of trainer: Trainer, _ job: StageJob) throws -> StageOutput {
    let curve = trainer.curve.map { Metric("loss", $0.loss, step: $0.step) }
    let final =
      (trainer.curve.last.map { [Metric("loss", $0.loss)] } ?? [])
      + (trainer.firstUpdate.map { [Metric("first_update", $0)] } ?? [])
    return StageOutput(
      files: try trainer.model.write(into: job.workFolder),
      metrics: [Metric("parameters", Double(trainer.model.bank.layout.count))] + curve + final,
      timings: [Metric("activation_bytes", Double(trainer.peakBytes))])
  }

  /// Seconds on a clock that is never set back; for progress and checkpoints, never for results.
  private static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  private static func rounded(_ loss: Double) -> Double { (loss * 1000).rounded() / 1000 }
}
