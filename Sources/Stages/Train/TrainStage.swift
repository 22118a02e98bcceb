internal import Datasets
internal import Models
internal import Options
public import Pipeline
public import Statistics
internal import Tensors
internal import Training

/// Trains a model on the objective of its data, from the last checkpoint where there is one.
public enum TrainStage: StageKind {
  public static let name = "train"
  public static let version = 6
  public static let about = "trains a model on data"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [
      .loss, .firstUpdate, .centreUpdateRatio, .validationLoss, .validationAccuracy, .bestStep,
      .stepsDone, .looks,
    ]
  public static let plannedMetrics: [MetricDeclaration] = [.flopsPerStep]

  public static func conflicts(
    _ options: TrainOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let inputs = InputOutlooks(request)
    let routed = inputs.conflictsOfExperts(in: options.model)
    guard routed.isEmpty else { return routed }
    let alone =
      conflictsOfTeaching(options, data: request.products[options.data.role])
      + conflictsOfSteps(options) + conflictsOfHookInputs(options, inputs)
      + (inputs[options.data]?.data.map { conflicts(options, with: $0) } ?? [])
      + inputs.conflicts(of: options.model, reading: options.data)
    guard alone.isEmpty else { return alone }
    return conflictsOfSelections(options, inputs) + conflictsWithTeacher(options, inputs)
  }

  /// Finds selections of parameters that the model doesn't have.
  private static func conflictsOfSelections(
    _ options: TrainOptions, _ inputs: InputOutlooks
  ) -> [OptionConflict] {
    var settings = options.settings(examples: 1)
    settings.hooks = plannedHooks(settings.hooks, inputs)
    let selects = [
      settings.frozen.isEmpty, settings.parameterGroups.isEmpty, settings.hooks.isEmpty,
    ].contains(false)
    guard selects, let model = inputs[options.model]?.model, let data = inputs[options.data]?.data
    else { return [] }
    let fitted = model.fitted(to: data, options.common.objective)
    let layout = ParameterLayout(fitted)
    if let idle = settings.idleSelection(in: layout) {
      return [OptionConflict(idle.option, idle.misfit)]
    }
    return settings.misfitOfHooks(fitted, in: layout).map { [OptionConflict("hooks", $0)] } ?? []
  }

  /// Finds sizes and heads of a teacher that don't fit its student or the data.
  private static func conflictsWithTeacher(
    _ options: TrainOptions, _ inputs: InputOutlooks
  ) -> [OptionConflict] {
    guard let distillation = options.distillation,
      let teacher = inputs[distillation.teacher]?.model,
      let student = inputs[options.model]?.model, let task = inputs[options.data]?.data?.tasks.first
    else { return [] }
    let (role, objective) = (distillation.teacher, task.objective(options.common.objective))
    // The bonds of a model that is yet to be cut aren't known.
    let knowsBonds = ![role, options.model].contains { inputs[$0]?.isApproximate == true }
    let misfitOfTensors =
      knowsBonds
      ? distillation.weights.misfitOfTensors(of: teacher, for: student, name: inputs.name(role))
      : nil
    let misfit =
      distillation.weights.misfit(
        of: teacher.encoder, for: student.encoder, objective, isOrdered: task.isOrdered,
        hasHead: teacher.mayHave(task.heads(objective)), name: inputs.name(role))
      ?? misfitOfTensors
      ?? distillation.weights.misfitOfReplacement(
        by: teacher, of: student, name: inputs.name(role))
    return (misfit.map { [OptionConflict("distill", $0)] } ?? [])
      + inputs.conflicts(of: role, reading: options.data).map {
        OptionConflict("distill", $0.problem, hint: $0.hint)
      }
  }

  /// Finds an objective, a masking or a stopping rule that doesn't fit the data.
  private static func conflicts(
    _ options: TrainOptions, with data: DataOutlook
  ) -> [OptionConflict] {
    if let wanted = options.common.objective?.declaration,
      let task = data.tasks.first(where: { $0.content != wanted.content })
    {
      let usual = task.objective(nil).declaration.name
      return [
        OptionConflict(
          "objective", "\(task.subject) for `\(usual)`, not `\(wanted.name)`",
          hint: task.name == nil
            ? "write objective: \(usual), or leave it out"
            : "leave it out, and each task has its own")
      ]
    }
    if options.masking != nil,
      !data.tasks.contains(where: { $0.heads(options.common.objective).language })
    {
      return [
        OptionConflict(
          "masking", "`masking` hides tokens that are predicted, and here none are",
          hint: "leave it out; it is for `mlm`")
      ]
    }
    if options.common.stopping?.measure == .accuracy,
      let task = data.tasks.first(where: { !$0.objective(nil).declaration.hasAccuracy })
    {
      return [
        OptionConflict(
          "stop",
          "\(task.subject) for `\(task.objective(nil).declaration.name)`, which has no "
            + "accuracy to stop by",
          hint: "write measure: loss")
      ]
    }
    return []
  }

  /// Finds a distillation that learns nothing, and one on a mixture.
  private static func conflictsOfTeaching(
    _ options: TrainOptions, data: String?
  ) -> [OptionConflict] {
    guard let distillation = options.distillation else { return [] }
    var found: [OptionConflict] = []
    if !distillation.weights.learnsFromTeacher {
      found.append(
        OptionConflict(
          "distill", "`distill` learns nothing from its teacher",
          hint:
            "give `logits`, `hidden`, `attention` or `tensors` a weight above 0, or `replace`, or "
            + "leave `distill` out"))
    }
    if let idle = distillation.weights.idleOption, distillation.weights.learnsFromTeacher {
      found.append(OptionConflict("distill", idle))
    }
    if data == MixtureStage.produces {
      found.append(
        OptionConflict(
          "distill", "`distill` is for one task, but 'data' is a mixture",
          hint: "leave `distill` out, or name the data of one task"))
    }
    return found
  }

  /// Finds contradictions in the options on steps, evaluations and micro-batches.
  private static func conflictsOfSteps(_ options: TrainOptions) -> [OptionConflict] {
    if (options.steps == nil) == (options.epochs == nil) {
      return [
        OptionConflict(
          "steps", "'train' needs one of 'steps' and 'epochs'",
          hint: "write steps: 1000, or epochs: 3")
      ]
    }
    if options.common.stopping != nil && options.common.evaluateEvery != nil {
      return [
        OptionConflict(
          "evaluate_every", "'stop' evaluates on the validation split already",
          hint: "leave 'evaluate_every' out; the curve has a point every 'stop.every' steps")
      ]
    }
    let (batch, parts) = (options.common.batchSize, options.common.microBatches)
    guard parts > batch else { return [] }
    return [
      OptionConflict(
        "micro_batches", "a batch of \(batch) can't be cut into \(parts) micro-batches",
        hint: "each needs at least one sequence")
    ]
  }

  public static func outlook(
    _ options: @autoclosure () -> TrainOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let (options, stage) = (options(), inputs.stage.id)
    guard let donor = inputs[options.model]?.model, let data = inputs[options.data]?.data else {
      return nil
    }
    let model = donor.fitted(to: data, options.common.objective)
    let teacher = options.distillation.flatMap { inputs[$0.teacher]?.model }
    let isKnown = teacher != nil || options.distillation == nil
    var outlook = StageOutlook(
      model: model,
      training: {
        isKnown
          ? PlannedTraining(stage, options, model: model, data: data, teacher: teacher) : nil
      })
    outlook.isApproximate = inputs[options.model]?.isApproximate == true
    let isExact =
      isKnown && !outlook.isApproximate
      && options.distillation.flatMap { inputs[$0.teacher]?.isApproximate } != true
    outlook.metrics = {
      guard isExact else { return [] }
      let operations = PlannedTraining.operations(
        options, model: model, data: data, teacher: teacher)
      return [Metric(.flopsPerStep, Double(operations))]
    }
    return outlook
  }

  public static func run(
    _ options: TrainOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let mixture = try job.mixture(options.data)
    let settings = try settings(options, job, examples: mixture.exampleCount)
    try check(settings.objective, mixture)
    guard settings.precision.isAvailable else { throw StageError(TrainingPrecision.advice) }
    let ((trained, speed), bytes) = try PeakMemory.during { () throws -> (Trainer, Double) in
      let donor = try job.plainModel(options.model)
      let model = try donor.fitted(to: mixture, settings.objective, seed: settings.seed)
      report(donor.description, model.description, to: reporter)
      try check(settings, model)
      let teacher = try options.distillation.map {
        try job.model($0.teacher).reordered(mixture.tasks.map(\.data.classes))
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

  /// Checks that settings fit a model, and that this machine can hold what they ask for.
  ///
  /// - Parameter trainers: Number of trainers of the model that are in memory at once.
  /// - Throws: ``StageError`` otherwise.
  static func check(
    _ settings: TrainingSettings, _ model: StoredModel, trainers: Int = 1
  ) throws {
    let layout = model.bank.layout
    if let idle = settings.idleSelection(in: layout) {
      throw StageError("`\(idle.option)`: \(idle.misfit)")
    }
    if let misfit = settings.misfitOfHooks(model.description, in: layout) {
      throw StageError("`hooks`: \(misfit)")
    }
    let numbers = trainers * settings.numbersKept(model.description, in: layout)
    try layout.checkMemory(copies: (numbers + layout.count - 1) / layout.count)
  }

  /// Logs which heads of a donor are not in the trained model, and which are new in it.
  static func report(
    _ donor: ModelDescription, _ model: ModelDescription, to reporter: any StageReporter
  ) {
    var moved = donor
    if Set(donor.classes) == Set(model.classes), donor.classes != model.classes {
      reporter.log("the rows of classes now stand in the order of the data")
      moved.classes = model.classes
    }
    let (old, new) = (moved.headsInWords, model.headsInWords)
    let (dropped, fresh) = (old.filter { !new.contains($0) }, new.filter { !old.contains($0) })
    if !dropped.isEmpty { reporter.log("left out: \(dropped.joined(separator: "; "))") }
    if !fresh.isEmpty { reporter.log("starts afresh: \(fresh.joined(separator: "; "))") }
  }

  /// Checks that the data of every task are for an objective.
  ///
  /// - Throws: ``StageError`` where they are for another.
  static func check(_ wanted: (any Objective.Type)?, _ mixture: Mixture) throws {
    guard let wanted = wanted?.declaration else { return }
    for task in mixture.tasks where task.data.content != wanted.content {
      let usual = task.data.usualObjective.declaration.name
      throw StageError("the data are for `\(usual)`, not `\(wanted.name)`")
    }
  }

  private static func output(
    of trainer: Trainer, _ job: StageJob, tokensPerSecond: Double, peakBytes: Int?
  ) throws -> StageOutput {
    let model = trainer.trained
    return StageOutput(
      files: try model.write(into: job.workFolder), metrics: metrics(of: trainer, model),
      timings: [
        Metric(.tokensPerSecond, tokensPerSecond),
        Metric(.activationBytes, Double(trainer.peakBytes)),
      ]
        + (peakBytes.map { [Metric(.peakBytes, Double($0))] } ?? []))
  }
}
