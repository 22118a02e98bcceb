package import Pipeline

/// What comes back from a job that was started.
package enum ExecutorEvent: Sendable {
  case progress(StageProgress)
  case done(StageOutput)
  /// The stage's own error.
  case failed(String)
  /// The worker ended without an answer; doing it again may help.
  case lost(String)
  /// It stopped on request and can go on later.
  case stopped
}

/// Where and how jobs run; a new one is its file and a line in `ExecutorCatalog`.
package protocol Executor: Sendable {
  /// Starts a job; `report` is called in order, and last with an event that ends it.
  func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void)

  /// Asks the job to save its state and stop.
  func stop(_ id: String)

  /// Ends the job at once.
  func kill(_ id: String)

  /// Lets idle workers go.
  func shutDown()
}
