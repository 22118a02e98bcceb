package import Pipeline
package import Spec

/// Something that an executor reports of a job that was started.
package enum ExecutorEvent: Sendable {
  case progress(StageProgress)
  case done(StageOutput)
  /// The job failed; whether another attempt follows is for the run to decide.
  case failed(StageFailure)
  /// The job stopped on request and can go on later.
  case stopped
}

/// A way to run jobs, on this machine or others; the command line knows those of `ExecutorCatalog`.
package protocol Executor: Sendable {
  /// Number of jobs that may run at once on other machines; nil where jobs run on this machine,
  /// whose resources limit them.
  var capacity: Int? { get }

  /// Names of tokens, such as `gpu`, that are counted where jobs run, and not by the run.
  var countedTokens: Set<String> { get }

  /// Returns the job that an earlier coordinator started for this key, where it may still go on or
  /// has ended unseen.
  ///
  /// It is started as it is, instead of a new one, which would do the same work once more.
  func unfinished(_ key: Fingerprint) -> StageJob?

  /// Starts a job; `report` is called for each of its events in order, and last for one that ends
  /// it.
  func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void)

  /// Asks the job to save its state and stop.
  ///
  /// Where jobs run on other machines, it only withdraws jobs that have not begun; a job that has
  /// may go on to its end, however long that takes.
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
