package import Pipeline
package import Spec

/// What comes back from a job that was started.
package enum ExecutorEvent: Sendable {
  case progress(StageProgress)
  case done(StageOutput)
  /// Whether another attempt follows is for the run to decide.
  case failed(StageFailure)
  /// It stopped on request and can go on later.
  case stopped
}

/// Where and how jobs run; the command line knows those of `ExecutorCatalog`.
package protocol Executor: Sendable {
  /// How many jobs may run at once, where that is not for this machine to say; nil where it is.
  var capacity: Int? { get }

  /// Tokens of stages, such as `gpu`, that are counted where jobs run, and not by the run.
  var countedTokens: Set<String> { get }

  /// The job of an earlier coordinator at this key that may still go on, or has ended unseen.
  ///
  /// It is started as it is in place of a new one, which would be the same work once more.
  func unfinished(_ key: Fingerprint) -> StageJob?

  /// Starts a job; `report` is called in order, and last with an event that ends it.
  func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void)

  /// Asks the job to save its state and stop, or, where jobs don't run on this machine, lets go of
  /// what has not begun; then the job may as well go on to its end, however long that takes.
  func stop(_ id: String)

  /// Ends the job at once.
  func kill(_ id: String)

  /// Lets idle workers go.
  func shutDown()
}

extension Executor {
  package var capacity: Int? { nil }

  package var countedTokens: Set<String> { [] }

  package func unfinished(_ key: Fingerprint) -> StageJob? { nil }
}
