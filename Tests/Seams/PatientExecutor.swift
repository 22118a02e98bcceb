package import Pipeline

/// Runs one job at a time, whatever the run allows, in a worker process on this machine.
package final class PatientExecutor: NamedExecutor {
  package static let name = "patient"

  private let local: LocalExecutor

  package init(_ context: ExecutorContext) { local = LocalExecutor(context) }

  /// One job. An executor with a capacity counts as one on other machines: the run gives each job
  /// one thread, limits no memory here, and waits for jobs when it is interrupted.
  package var capacity: Int? { 1 }

  package func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    local.start(job, report: report)
  }

  package func stop(_ id: String) { local.stop(id) }
  package func kill(_ id: String) { local.kill(id) }
  package func shutDown() { local.shutDown() }
}
