internal import FoundationEssentials
internal import Pipeline
internal import Training

/// Trains a model in a work folder: steps and evaluations, with a checkpoint now and then.
struct TrainLoop {
  private let trainer: Trainer
  private let checkpoint: String
  private let best: String
  private let reporter: any StageReporter

  init(_ trainer: Trainer, folder: String, reporter: any StageReporter) {
    (self.trainer, self.reporter) = (trainer, reporter)
    (checkpoint, best) = ("\(folder)/\(Checkpoint.fileName)", "\(folder)/\(BestModel.fileName)")
  }

  /// Continues from the folder's checkpoint, where there is one.
  func resume() throws {
    guard FileManager.default.fileExists(atPath: checkpoint) else { return }
    if try Checkpoint.restore(trainer, from: checkpoint, best: best) {
      reporter.log("resumed at step \(trainer.step)")
    } else {
      reporter.log("\(best) isn't the model that the checkpoint names as the best; starts over")
    }
  }

  /// Trains to the end.
  ///
  /// - Returns: Seconds of training in this process.
  /// - Throws: `StageStopped` after a checkpoint, where it is asked to stop.
  func run() throws -> Double {
    var clock = try CheckpointClock()
    let (start, firstStep) = (CheckpointClock.now(), trainer.step)
    var log = TrainingLog(trainer, reporter)
    while !trainer.isDone {
      if trainer.isValidationDue {
        try trainer.validate(keepingBestAt: best) { !reporter.shouldStop }
      } else {
        let loss = try trainer.advance()
        report(loss, seconds: CheckpointClock.now() - start, steps: trainer.step - firstStep)
      }
      if !trainer.isValidationDue { log.report(trainer) }
      let stops = reporter.shouldStop
      guard stops || clock.isDue else { continue }
      try clock.save { try Checkpoint.save(trainer, to: checkpoint) }
      if stops { throw StageStopped() }
    }
    try trainer.finish(bestAt: best)
    log.report(trainer)
    log.reportChoice(trainer)
    return CheckpointClock.now() - start
  }

  /// Reports the progress of the training.
  ///
  /// - Parameters:
  ///   - seconds: Seconds of training in this process.
  ///   - steps: Number of steps in these seconds.
  private func report(_ loss: Double, seconds: Double, steps: Int) {
    let left = seconds / Double(steps) * Double(trainer.settings.steps - trainer.step)
    reporter.progress(
      StageProgress(
        step: trainer.step, steps: trainer.settings.steps,
        note: "loss \((loss * 1000).rounded() / 1000)",
        tokensPerSecond: Double(trainer.tokens) / seconds, secondsLeft: left))
  }
}
