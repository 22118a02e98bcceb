internal import Dispatch
package import Pipeline
package import Spec

/// Runs jobs in Slurm, where they outlive this process; the next one takes them over.
///
/// A submission is written to the journal before it is made, under a token that the job carries as
/// its comment. Jobs answer with files in the results folder, which all nodes have to see.
/// ``SubmissionState`` decides what each answer means; this class asks, submits and cancels.
package final class SlurmExecutor: NamedExecutor, @unchecked Sendable {
  package static let name = "slurm"
  package static let section: (any ProfileSection.Type)? = SlurmSettings.self

  // Guard: `queue`. Everything that varies is touched only on it. Commands of Slurm, which may take
  // half a minute each, run on queues of their own.
  private let queue = DispatchQueue(label: "executor.slurm")
  private let settings: SlurmSettings
  private let tasks: SlurmTasks
  private var timer: (any DispatchSourceTimer)?

  package convenience init(_ context: ExecutorContext) throws {
    let settings = context.profile[SlurmSettings.self]
    try settings.check()
    self.init(
      context, settings: settings, client: SlurmCommands(limit: settings.timing.command))
  }

  package init(_ context: ExecutorContext, settings: SlurmSettings, client: any SlurmClient) {
    self.settings = settings
    tasks = SlurmTasks(context, settings: settings, client: client, queue: queue)
  }

  /// The name of all jobs that this process submits.
  var name: String { tasks.name }

  package var capacity: Int? { settings.jobs }

  package var countedTokens: Set<String> { Set(settings.resources.keys) }

  package func unfinished(_ key: Fingerprint) -> StageJob? {
    queue.sync {
      begin()
      return tasks.unfinished(key)
    }
  }

  package func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    queue.async { [self] in
      begin()
      tasks.start(job, report)
    }
  }

  package func stop(_ id: String) {
    queue.async { [self] in tasks.stop(id) }
  }

  package func kill(_ id: String) {
    queue.async { [self] in tasks.kill(id) }
  }

  package func shutDown() {
    queue.sync {
      timer?.cancel()
      timer = nil
      tasks.settle()
    }
  }

  /// Begins to watch jobs; it is called before anything else is done, and works once.
  private func begin() {
    guard timer == nil else { return }
    tasks.begin()
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let interval = settings.timing.exits
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { [self] in tasks.watch() }
    timer.resume()
    self.timer = timer
  }
}
