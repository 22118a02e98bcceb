package import Pipeline

/// Runs jobs on this machine one at a time, whatever the run allows.
package final class PatientExecutor: NamedExecutor {
  package static let name = "patient"

  private let local: LocalExecutor

  package init(_ context: ExecutorContext) { local = LocalExecutor(context) }

  package var capacity: Int? { 1 }

  package func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    local.start(job, report: report)
  }

  package func stop(_ id: String) { local.stop(id) }
  package func kill(_ id: String) { local.kill(id) }
  package func shutDown() { local.shutDown() }
}
