internal import Dispatch
internal import FoundationEssentials
internal import Pipeline
internal import Training

/// Trains a model in a work folder: steps and evaluations, with a checkpoint now and then.
struct TrainLoop {
  /// Seconds after which a checkpoint is due.
  ///
  /// Where writing one takes long, it is due later: at most a twentieth of the time goes into
  /// checkpoints.
  private static let standardPause = 5.0
  private static let pausePerSecondOfSaving = 20.0
  private static let pauseVariable = "BONDLAB_CHECKPOINT_SECONDS"

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
    let shortestPause = try Self.shortestPause()
    let (start, firstStep) = (now(), trainer.step)
    var nextCheckpoint = start + shortestPause
    var log = TrainingLog(trainer, reporter)
    while !trainer.isDone {
      if trainer.isValidationDue {
        try trainer.validate(keepingBestAt: best) { !reporter.shouldStop }
      } else {
        let loss = try trainer.advance()
        report(loss, seconds: now() - start, steps: trainer.step - firstStep)
      }
      if !trainer.isValidationDue { log.report(trainer) }
      let stops = reporter.shouldStop
      let begin = now()
      guard stops || begin > nextCheckpoint else { continue }
      try Checkpoint.save(trainer, to: checkpoint)
      let end = now()
      nextCheckpoint = end + max(shortestPause, Self.pausePerSecondOfSaving * (end - begin))
      if stops { throw StageStopped() }
    }
    try trainer.finish(bestAt: best)
    log.report(trainer)
    log.reportChoice(trainer)
    return now() - start
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

  private static func shortestPause() throws -> Double {
    guard let text = ProcessInfo.processInfo.environment[pauseVariable] else {
      return standardPause
    }
    guard let seconds = Double(text), seconds >= 0 else {
      throw StageError("\(pauseVariable) must be a number of seconds, not '\(text)'")
    }
    return seconds
  }

  /// Seconds on a clock that is never set back, for progress and checkpoints, not for results.
  private func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
