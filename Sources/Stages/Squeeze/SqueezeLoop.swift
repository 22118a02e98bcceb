internal import Datasets
internal import FoundationEssentials
internal import Models
internal import Options
internal import Pipeline
internal import Training

/// Cuts a model and trains it by turns in a work folder, with a checkpoint after each turn.
///
/// A turn depends on nothing but what the checkpoint has, so a run that is resumed ends in the same
/// bits. Where a size is asked for, there are checkpoints between two cuts, too; where a gap is, a
/// turn may be taken back, so a run that is cut off repeats the turn.
struct SqueezeLoop {
  private let options: SqueezeOptions
  private let mixture: Mixture
  /// The largest number of parameters; nil where a gap is asked for.
  private let size: Int?
  private let checkpoint: String
  private let threads: Int
  private let reporter: any StageReporter
  /// The trainer before the last cut, with the progress; nil where no cut may be taken back.
  private var previous: (trainer: Trainer, progress: SqueezeProgress)?
  private(set) var trainer: Trainer
  private(set) var progress = SqueezeProgress()
  /// Number of tokens that this process has trained on, and the seconds that it took.
  private(set) var tokens = 0
  private(set) var seconds = 0.0
  /// Highest use of a step's arena, in bytes.
  private(set) var peakBytes = 0

  /// Prepares to squeeze a model with the heads that the data need, from the folder's checkpoint
  /// where there is one.
  init(
    _ model: StoredModel, _ mixture: Mixture, _ options: SqueezeOptions, _ job: StageJob,
    _ reporter: any StageReporter
  ) throws {
    self.options = options
    (self.mixture, self.reporter) = (mixture, reporter)
    threads = job.threads
    size = options.goal.size(from: model.bank.layout.count)
    checkpoint = "\(job.workFolder)/\(Checkpoint.fileName)"
    func trainer(of model: StoredModel) throws -> Trainer {
      try Trainer(model, mixture: mixture, settings: options.settings, threads: job.threads)
    }
    guard FileManager.default.fileExists(atPath: checkpoint) else {
      self.trainer = try trainer(of: model)
      return
    }
    let notes = try Checkpoint.notes(at: checkpoint)
    guard let progress = SqueezeProgress(notes) else {
      throw StageError("\(checkpoint) is no checkpoint of a squeezed model; delete it")
    }
    let description = SqueezeProgress.model(notes, from: model.description)
    let bank = ParameterBank(ParameterLayout(description))
    self.trainer = try trainer(
      of: StoredModel(description: description, bank: bank, vocabulary: model.vocabulary))
    self.progress = progress
    _ = try Checkpoint.restore(self.trainer, from: checkpoint, best: "")
    reporter.log("resumed at step \(self.trainer.step), after \(progress.cuts) cuts")
  }

  /// Cuts and trains to the end.
  ///
  /// - Throws: `StageStopped` where it is asked to stop; ``StageError`` where the size asked for
  ///   can't be reached.
  mutating func run() throws {
    repeat {
      try train()
      if progress.points.last?.step != trainer.step {
        try evaluate()
        if let previous, isGapExceeded {
          reporter.log("the last cut costs too much, and is taken back")
          (trainer, progress) = (previous.trainer, previous.progress)
          break
        }
        try save()
      }
    } while try cut()
    previous = nil
    try trainer.finish(bestAt: "")
  }

  /// Trains as many steps as belong to the cuts so far.
  private mutating func train() throws {
    var clock = try CheckpointClock()
    let (end, firstStep) = (progress.cuts * options.steps, trainer.step)
    let (start, first) = (CheckpointClock.now(), trainer.tokens)
    defer {
      seconds += CheckpointClock.now() - start
      tokens += trainer.tokens - first
      peakBytes = max(peakBytes, trainer.peakBytes)
    }
    while trainer.step < end {
      let loss = try trainer.advance()
      let (passed, done) = (CheckpointClock.now() - start, trainer.step - firstStep)
      reporter.progress(
        StageProgress(
          step: trainer.step, steps: end,
          note: "cut \(progress.cuts), loss \((loss * 1000).rounded() / 1000)",
          tokensPerSecond: Double(trainer.tokens - first) / max(passed, 1e-9),
          secondsLeft: passed / Double(done) * Double(end - trainer.step)))
      let stops = reporter.shouldStop
      if size != nil, stops || clock.isDue {
        try clock.save { try save() }
      }
      if stops { throw StageStopped() }
    }
  }

  /// Adds a point for the model as it is.
  private mutating func evaluate() throws {
    guard let result = try trainer.evaluated(while: { !reporter.shouldStop }) else {
      if size != nil { try save() }
      throw StageStopped()
    }
    let count = trainer.model.bank.layout.count
    progress.points.append(
      .init(
        step: trainer.step, parameters: count, loss: result.loss, accuracy: result.accuracy))
    let value = options.goal.measure == .loss ? result.loss : result.accuracy
    reporter.log(
      "step \(trainer.step), after \(progress.cuts) cuts: \(count.grouped) parameters, validation "
        + "\(options.goal.measure.rawValue) \((value * 1e4).rounded() / 1e4)")
  }

  /// Whether the last point is worse than the first by more than the gap allows.
  private var isGapExceeded: Bool {
    guard let gap = options.goal.gap, let first = progress.points.first,
      let last = progress.points.last
    else { return false }
    return switch options.goal.measure {
    case .loss: last.loss - first.loss > gap
    case .accuracy: first.accuracy - last.accuracy > gap
    }
  }

  private func save() throws {
    try Checkpoint.save(trainer, to: checkpoint, notes: progress.notes(trainer.model.description))
  }

  /// Cuts the cheapest bond; or, for the control, one bond after the other until the size is
  /// reached.
  ///
  /// - Returns: Whether there was anything to cut.
  private mutating func cut() throws -> Bool {
    if let size, trainer.model.bank.layout.count <= size { return false }
    var (model, cuts) = (trainer.model, [BondCut]())
    var ranking = BondRanking(model, threads: threads)
    repeat {
      if let last = cuts.last { ranking.update(model, after: last) }
      guard let cut = ranking.cheapest(dimensions: options.dimensions) else { break }
      model = model.after(cut)
      cuts.append(cut)
    } while options.isDirect && model.bank.layout.count > size ?? .max
    guard let first = cuts.first else {
      if size != nil { throw StageError("the size asked for can't be reached: all bonds are 1") }
      return false
    }
    if options.goal.gap != nil { previous = (trainer, progress) }
    // The control cuts before its first step, so there is no state of an optimizer to slice.
    trainer =
      try options.isDirect
      ? Trainer(model, mixture: mixture, settings: options.settings, threads: threads)
      : trainer.after(first)
    progress.cuts += cuts.count
    return true
  }
}
