package import Pipeline
package import Spec

/// Something that happens in a run.
package enum RunEvent: Sendable {
  /// These stages were done before; those that are known at the start come together.
  case cached([(stage: PlannedStage, finished: FinishedStage)])
  case started(PlannedStage, Fingerprint, attempt: Int, logFile: String)
  case progress(PlannedStage, StageProgress)
  /// Another process runs the stage now; it will be looked up later.
  case elsewhere(PlannedStage)
  /// An attempt failed, and another one follows.
  case retried(PlannedStage, StageFailure)
  case done(PlannedStage, FinishedStage, seconds: Double)
  /// A stage failed for good, after this number of attempts.
  case failed(PlannedStage, StageFailure, attempts: Int, logFile: String?)
  case stopped(PlannedStage)
  case skipped(PlannedStage, because: PlannedStage)
  /// A stage turned out not to be wanted.
  case pruned(PlannedStage)
  /// A search has decided whether a trial goes on.
  case decided(SearchState.Decision)
  /// A second or so has passed.
  case tick
  case finished(RunState.Outcome)
}

/// An observer of a run, which is called on the scheduler's queue, one event after the other.
package protocol RunObserver: Sendable {
  func observe(_ event: RunEvent)
}
