internal import Dispatch
internal import Glibc
internal import Platform
package import Pipeline
package import Spec

/// Runs jobs through Slurm; they outlive this process, and the next one takes them over.
///
/// What is submitted stands in the journal first, under a token that the job carries as its
/// comment. Jobs answer with files in the results folder, which all nodes have to see.
/// ``SubmissionState`` decides what each answer means; this asks, submits and cancels.
package final class SlurmExecutor: Executor, @unchecked Sendable {
  // Guard: `queue`. Everything that varies is touched only on it. Commands of Slurm, which may take
  // half a minute each, run on queues of their own.
  let queue = DispatchQueue(label: "executor.slurm")
  let submitting = DispatchQueue(label: "executor.slurm.submitting")
  let asking = DispatchQueue(label: "executor.slurm.asking")
  let cancelling = DispatchQueue(label: "executor.slurm.cancelling")

  let context: ExecutorContext
  let settings: SlurmSettings
  let client: any SlurmClient
  /// The name of all jobs that this process submits.
  let name: String
  let program: String
  let exits: String

  var tasks: [String: SlurmTask] = [:]
  var collector: SubmissionCollector
  /// By stage: nodes that failed under it, and what it needs more than it declared.
  var excluded: [Fingerprint: Set<String>] = [:]
  var growth: [Fingerprint: SlurmGrowth] = [:]

  var isSubmitting = false
  var mayFlushAt = 0.0
  /// How long the next submission waits after one that was not answered.
  var backOff = 0.0
  var clock: QueueClock
  var isAsking = false
  var isSilent = false
  var lastAnswer: Set<QueueEntry> = []
  var readProgressAt = 0.0
  var hasTold: Set<String> = []
  private var timer: (any DispatchSourceTimer)?

  package convenience init(_ context: ExecutorContext) throws {
    let settings = try SlurmSettings(context.profile["slurm"])
    self.init(
      context, settings: settings, client: SlurmCommands(limit: settings.timing.command))
  }

  package init(_ context: ExecutorContext, settings: SlurmSettings, client: any SlurmClient) {
    self.context = context
    self.settings = settings
    self.client = client
    name = "bondlab-\(Self.newToken())"
    program = settings.program ?? Self.resolved(context.program)
    exits = SubmissionFolder.exits(results: context.results)
    collector = SubmissionCollector(
      limit: min(settings.arraySize, 1000), delay: settings.timing.collect)
    clock = QueueClock(settings.timing)
  }

  package var capacity: Int? { settings.jobs }

  package var countedTokens: Set<String> { Set(settings.resources.keys) }

  package func unfinished(_ key: Fingerprint) -> StageJob? {
    queue.sync {
      begin()
      return heirloom(key)?.manifest.job
    }
  }

  package func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    queue.async { [self] in
      begin()
      if let (submission, _) = heirloom(job.key) {
        takeOver(job, submission, report)
      } else if let problem = programProblem {
        report(.failed(StageFailure(.runner, "\(WorkerError(problem))")))
      } else {
        collect(job, report)
      }
    }
  }

  /// Why this program can't be run; one that is named for the nodes is not looked at here.
  private var programProblem: SystemError? {
    guard settings.program == nil else { return nil }
    do {
      try FileSystem.checkRunnable(program)
      return nil
    } catch {
      return error
    }
  }

  package func stop(_ id: String) {
    queue.async { [self] in
      guard let task = tasks[id] else { return }
      if collector.remove(id) {
        tasks[id] = nil
        return task.report(.stopped)
      }
      switch settings.interrupt {
      case .wait:
        tell("jobs go on in Slurm and are waited for; interrupt again to cancel them")
      case .leave:
        tell("jobs go on in Slurm; the next run takes them over")
        leave(id)
      }
    }
  }

  package func kill(_ id: String) {
    queue.async { [self] in
      guard let task = tasks[id] else { return }
      if collector.remove(id) {
        tasks[id] = nil
        return task.report(.stopped)
      }
      tasks[id]?.isUnwanted = true
      queue.async { self.cancelUnwanted() }
    }
  }

  package func shutDown() {
    queue.sync {
      timer?.cancel()
      timer = nil
      settle()
    }
  }

  /// Once, before anything else is done.
  private func begin() {
    guard timer == nil else { return }
    settle()
    asking.async { [self] in
      guard let site = try? client.configuration() else { return }
      queue.async { self.learn(site) }
    }
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let interval = settings.timing.exits
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { [self] in watch() }
    timer.resume()
    self.timer = timer
  }

  private func learn(_ site: SlurmConfiguration) {
    let most = site.maximumArraySize.map { max(1, $0 - 1) } ?? settings.arraySize
    collector.limit = min(settings.arraySize, most)
    clock = QueueClock(settings.timing, memory: site.memory.map(Double.init))
  }

  /// Says something once.
  func tell(_ message: String) {
    if hasTold.insert(message).inserted { context.notify(message) }
  }

  /// Forgets submissions whose stages are stored, with their files.
  private func settle() {
    attempt {
      try context.journal.settle { folder in
        let token = folder.split(separator: "/").last.map(String.init) ?? ""
        for name in SharedFile.names(in: exits) where name.hasPrefix("\(token)-") {
          SharedFile.remove("\(exits)/\(name)")
        }
        SharedFile.remove(folder)
      }
    }
  }

  /// The journal failing loses no result, only what a later process would know.
  func attempt(_ body: () throws -> Void) {
    do { try body() } catch { tell("submissions can't be noted: \(error)") }
  }

  static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  static func newToken() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A path that is the same for other processes, where `path` is a link such as `/proc/self/exe`.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
