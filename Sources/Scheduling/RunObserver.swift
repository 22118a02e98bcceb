package import Pipeline
package import Spec

/// What happens in a run, in order.
package enum RunEvent: Sendable {
  /// Stages that were done before; those that are known at the start come together.
  case cached([(stage: PlannedStage, finished: FinishedStage)])
  case started(PlannedStage, Fingerprint, attempt: Int, logFile: String)
  case progress(PlannedStage, StageProgress)
  /// Another process does the stage now; it will be looked for later.
  case elsewhere(PlannedStage)
  /// An attempt failed, and another one follows.
  case retried(PlannedStage, StageFailure)
  case done(PlannedStage, FinishedStage, seconds: Double)
  /// It failed for good, after so many attempts.
  case failed(PlannedStage, StageFailure, attempts: Int, logFile: String?)
  case stopped(PlannedStage)
  case skipped(PlannedStage, because: PlannedStage)
  /// It turned out not to be wanted.
  case pruned(PlannedStage)
  /// A search has decided whether a trial goes on.
  case decided(SearchState.Decision)
  /// A second or so has passed.
  case tick
  case finished(RunState.Outcome)
}

/// Somebody who watches a run; called on the scheduler's queue, one event after the other.
package protocol RunObserver: Sendable {
  func observe(_ event: RunEvent)
}
