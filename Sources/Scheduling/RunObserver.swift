package import Pipeline
package import Spec

/// What happens in a run, in order.
package enum RunEvent: Sendable {
  case cached(PlannedStage, FinishedStage)
  case started(PlannedStage, Fingerprint, logFile: String)
  case progress(PlannedStage, StageProgress)
  case retried(PlannedStage, message: String)
  case done(PlannedStage, FinishedStage, seconds: Double)
  case failed(PlannedStage, message: String, logFile: String?)
  case stopped(PlannedStage)
  case skipped(PlannedStage, because: PlannedStage)
  case finished(RunState.Outcome)
}

/// Somebody who watches a run; called on the scheduler's queue, one event after the other.
package protocol RunObserver: Sendable {
  func observe(_ event: RunEvent)
}
