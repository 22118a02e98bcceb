internal import Options
package import Datasets
package import Models
internal import Tensors

/// An error about settings that freeze every parameter.
package struct NothingToLearn: Error, CustomStringConvertible {
  package var description: String { "`freeze` leaves nothing to learn; leave out one of its parts" }
}

/// Trains a model, one optimizer step at a time.
///
/// A step depends on nothing but the parameters, the optimizer's state and the step's number, so a
/// run that is resumed from a checkpoint ends in the same bits as one that was not interrupted.
package final class Trainer {
  package let model: StoredModel
  package let settings: TrainingSettings
  /// Number of steps done.
  package private(set) var step = 0
  /// Root mean square of the change that the first step made to the last hidden states of its
  /// batch, without dropout: the ‖ΔF‖ of DeepNet (arXiv 2203.00555) and MPOBERT (section 3.3.2).
  /// Nil before that step, or where it isn't asked for.
  package private(set) var firstUpdate: Double?
  /// Number of tokens that this process has seen, from which the speed is computed.
  package private(set) var tokens = 0
  /// The checkpoint that was last saved or restored.
  var lastCheckpoint: SavedCheckpoint?
  /// Highest use of the step's arena, in bytes, with a teacher's rebuilt matrices.
  package var peakBytes: Int { arena.peakBytes + (distiller?.teacher.peakBytes ?? 0) }

  let mixture: Mixture
  let workers: Workers
  private var curriculum: Curriculum
  /// Batches that earlier trainings have drawn from the mixture with the same seed.
  private let drawn: DrawnBatches
  private let hooks: [any ActiveHook]
  private let updater: ParameterUpdater
  private let frozen: Set<String>
  private let distiller: Distiller?
  private let arena = Arena()
  private var losses = LossCurve()
  private var validation: ValidationCurve?
  private let centreUpdates: CentreUpdates?
  private var updateRatio = RunningMean()

  /// Prepares to train a model on data.
  ///
  /// - Parameter teacher: The model that the settings' distillation learns from; nil where they
  ///   have none.
  /// - Throws: `DatasetError` where the data have no training split, or no validation split where
  ///   it is wanted; `DistillationError` where the model can't learn from that teacher;
  ///   `NothingToLearn` where every parameter is frozen.
  package convenience init(
    _ model: StoredModel, data: EncodedDataset, settings: TrainingSettings, threads: Int,
    teacher: StoredModel? = nil
  ) throws {
    try self.init(
      model, mixture: Mixture(data), settings: settings, threads: threads, teacher: teacher)
  }

  /// Prepares to train a model on the tasks of a mixture by turns.
  ///
  /// - Parameter teacher: The teacher, as for data alone; nil for tasks with heads of their own.
  package init(
    _ model: StoredModel, mixture: Mixture, settings: TrainingSettings, threads: Int,
    teacher: StoredModel? = nil
  ) throws {
    guard teacher == nil || mixture.tasks[0].name == nil else {
      throw DistillationError(
        Misfit("a teacher has one head, but the data are a mixture", cure: "name one task's data"))
    }
    (self.settings, self.mixture) = (settings, mixture)
    workers = Workers(threads: threads)
    self.model = Projection.extended(model, for: teacher?.description, settings)
    distiller = try teacher.flatMap { [workers] teacher in
      try Distiller(teacher, for: model, mixture.tasks[0].data, settings, workers)
    }
    drawn = model.description.drawn(from: mixture.streamDigest, seed: settings.seed)
    curriculum = try Curriculum(mixture, settings, after: drawn)
    validation = settings.evaluatesEvery.map { _ in ValidationCurve(settings.stopping) }
    let seed = UInt64(bitPattern: Int64(settings.seed))
    centreUpdates = CentreUpdates(self.model)
    frozen = settings.frozenNames(self.model.description)
    guard frozen.count < model.bank.layout.parameters.count else { throw NothingToLearn() }
    hooks = try settings.beginHooks(on: self.model, frozen: frozen, workers)
    updater = ParameterUpdater(
      self.model.bank, settings.optimizer, frozen: frozen, groups: settings.parameterGroups,
      seed: seed, hooks: hooks,
      turns: HeadTurns(mixture, settings, seed: seed, after: drawn.steps), workers: workers)
  }

  /// Whether nothing is left to do.
  package var isDone: Bool {
    (step == settings.steps || validation?.isOver == true) && !isValidationDue
  }

  /// Whether the parameters are to be evaluated before the next step.
  package var isValidationDue: Bool {
    guard let pause = settings.evaluatesEvery, step > 0, validationCurve.last?.step != step else {
      return false
    }
    return step.isMultiple(of: pause) || step == settings.steps
  }

  /// Does one step.
  ///
  /// - Returns: The mean loss of its batch.
  /// - Throws: `TrainingDiverged` where the loss or a gradient isn't finite; the parameters are
  ///   then as they were.
  @discardableResult
  package func advance() throws(TrainingDiverged) -> Double {
    let before = settings.measuresFirstUpdate && step == 0 ? lastStates() : nil
    centreUpdates?.begin()
    let loss = try move(inStep: step + 1)
    if let ratio = centreUpdates?.end() { updateRatio.add(ratio) }
    step += 1
    losses.add(
      loss, atStep: step,
      isPoint: step.isMultiple(of: settings.logEvery) || step == settings.steps)
    firstUpdate = before.map { distance($0, lastStates()) } ?? firstUpdate
    return loss
  }

  /// Moves the parameters, and calls each hook at its moments.
  ///
  /// - Parameter number: The step, counted from 1.
  /// - Returns: The loss before the move.
  private func move(inStep number: Int) throws(TrainingDiverged) -> Double {
    for hook in hooks { hook.beforeForward(step: number) }
    defer { for hook in hooks.reversed() { hook.fold() } }
    let loss = workers.together { gradients() }
    guard loss.isFinite else { throw diverged(.loss, inStep: number) }
    for hook in hooks { hook.afterBackward(step: number) }
    let norm = workers.together {
      updater.update(
        step: number, rate: settings.rate(atStep: step), decay: settings.weightDecay,
        clip: settings.clipNorm)
    }
    guard norm.isFinite else { throw diverged(.gradients, inStep: number) }
    for hook in hooks { hook.afterStep(step: number) }
    return loss
  }

  /// Leaves the gradients of a step's batch in the bank.
  ///
  /// - Returns: The mean loss.
  private func gradients() -> Double {
    let batch = curriculum.batch(step: step)
    tokens += batch.tokens.ids.count
    let replaced = settings.distillation?.replacement?.replacedLayers(
      of: model.description.encoder.layers, step: step, seed: settings.seed)
    return GradientPass(
      model.description, settings, frozen: frozen, distiller: distiller, hooks: hooks,
      replaced: replaced ?? []
    ).run(batch, model.bank, step: drawn.steps + step, arena: arena, workers: workers)
  }

  func diverged(_ symptom: TrainingDiverged.Symptom, inStep step: Int) -> TrainingDiverged {
    TrainingDiverged(
      symptom: symptom, step: step, rate: settings.rate(atStep: step - 1),
      culprit: model.bank.firstNotFinite, checkpoint: lastCheckpoint)
  }

  /// Computes the last hidden states of the first step's batch [tokens, hidden], without dropout.
  private func lastStates() -> [Float] {
    let tape = Tape(arena: arena, workers: workers, recording: false)
    let weights = EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
    let batch = curriculum.batch(step: 0)
    return Encoder(weights, tape: tape).hiddenStates(batch.tokens).last?.numbers ?? []
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    let squares = zip(a, b).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    return (squares / Double(max(1, a.count))).squareRoot()
  }
}

extension Trainer {
  /// Evaluates the parameters, and keeps them in a file where they are the best so far.
  ///
  /// - Parameter goesOn: Called after each batch; returns whether to go on. If not, the evaluation
  ///   stays due.
  package func validate(keepingBestAt path: String, while goesOn: () -> Bool) throws {
    guard let result = try evaluated(while: goesOn) else { return }
    let value = settings.stopping?.measure == .accuracy ? result.accuracy : result.loss
    if validation?.add(CurvePoint(step: step, value: value)) == true {
      try BestModel.save(model.bank, step: step, to: path)
    }
  }

  /// Evaluates the parameters on the validation splits.
  ///
  /// - Parameter goesOn: Called after each batch; returns whether to go on.
  /// - Returns: nil where `goesOn` returned false.
  package func evaluated(while goesOn: () -> Bool) throws -> MixtureValidation? {
    let size = (settings.batchSize + settings.microBatches - 1) / settings.microBatches
    do {
      return try MixtureValidation.run(
        model, mixture, settings.objective, batch: size, threads: workers.threads, while: goesOn)
    } catch is ScoresNotFinite {
      throw diverged(.validation, inStep: step)
    }
  }

  /// Ends the run, after which the curve has its last point, and the model is the best one where
  /// evaluations have found it.
  package func finish(bestAt path: String) throws {
    try checkParameters()
    losses.endStretch(atStep: step)
    guard let best = validation?.best else { return }
    try BestModel.load(into: model.bank, step: best.step, from: path)
  }

  /// The model without the matrices that only learning from a teacher needs, with a note of the
  /// batches that it has drawn.
  package var trained: StoredModel {
    let model = Projection.removed(from: model)
    var description = model.description
    description.draw(
      steps: step, examples: step * settings.batchSize, from: drawn.data, seed: drawn.seed)
    return StoredModel(description: description, bank: model.bank, vocabulary: model.vocabulary)
  }

  /// Checks that all parameters are finite.
  ///
  /// - Throws: `TrainingDiverged` where a parameter isn't finite.
  func checkParameters() throws(TrainingDiverged) {
    guard sumOfSquares(UnsafeBufferPointer(model.bank.values), workers).isFinite else {
      throw diverged(.parameters, inStep: step)
    }
  }

  /// The training loss by step.
  package var curve: [CurvePoint] { losses.points }

  /// Mean training loss of the last ``LossCurve/window`` steps; nil before the first.
  package var finalLoss: Double? { losses.final }

  /// Mean over steps of the change of the central tensors that experts share, divided by that of
  /// one expert's auxiliary tensors; nil where there are no such experts.
  package var centreUpdateRatio: Double? { updateRatio.mean }

  /// Metric on the validation split by step; empty where nothing is evaluated.
  package var validationCurve: [CurvePoint] { validation?.points ?? [] }

  /// The best evaluation, whose model is kept; nil without early stopping.
  package var best: CurvePoint? { validation?.best }
}

extension Trainer {
  /// Everything that the next step depends on, as checkpoint tensors and numbers.
  var state: CheckpointState {
    CheckpointState(
      progress: CheckpointProgress(
        step: step, losses: losses, firstUpdate: firstUpdate, updateRatio: updateRatio,
        validation: validationCurve),
      optimizer: type(of: updater.optimizer).variant.name, optimizerState: updater.state,
      hookBuffers: hooks.flatMap { $0.buffers })
  }

  /// Resumes from a checkpoint whose tensors are already in the buffers.
  func resume(_ progress: CheckpointProgress) {
    (step, losses) = (progress.step, progress.losses)
    (firstUpdate, updateRatio) = (progress.firstUpdate, progress.updateRatio)
    validation = settings.evaluatesEvery.map { _ in
      ValidationCurve(settings.stopping, points: progress.validation)
    }
    updater.resume(step: step)
  }
}
