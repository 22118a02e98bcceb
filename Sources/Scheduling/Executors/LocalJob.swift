internal import Glibc
internal import Platform
internal import Pipeline

/// A job that runs in a worker process, and what is known of it.
struct LocalJob {
  let worker: WorkerProcess
  let report: @Sendable (ExecutorEvent) -> Void
  /// Process groups of the commands that it runs, as far as it has reported them.
  private(set) var groups: Set<Int32> = []
  private var hasRunCommands = false
  /// Whether it was killed on request.
  var isKilled = false
  /// The reason why the executor is ending it; nil where it isn't.
  private(set) var verdict: StageFailure?

  let workFolder: String
  private let resources: StageResources
  /// When it began, in seconds of the executor's clock.
  private let begin: Double
  /// When it is to be killed, in seconds of the executor's clock.
  private var killTime: Double?
  /// Bytes of memory at the last check.
  private(set) var memory = 0
  private let kills: Int

  /// Creates a job that has just begun.
  ///
  /// - Parameter kills: Number of processes that the system had killed for lack of memory when the
  ///   job began.
  init(
    _ job: StageJob, on worker: WorkerProcess, begin: Double, kills: Int,
    report: @escaping @Sendable (ExecutorEvent) -> Void
  ) {
    self.worker = worker
    self.report = report
    resources = job.resources
    self.begin = begin
    self.kills = kills
    workFolder = job.workFolder
  }

  mutating func began(_ group: Int32) {
    groups.insert(group)
    hasRunCommands = true
  }

  mutating func ended(_ group: Int32) { groups.remove(group) }

  /// Notes how many bytes of memory it has, and kills it where that is more than it declared.
  mutating func sampled(_ memory: Int) {
    // A worker that has just gone has none, which would say nothing of its use.
    if memory > 0 { self.memory = memory }
    guard verdict == nil, let limit = resources.memory, memory > limit else { return }
    verdict = StageFailure(
      .memory,
      "it used \(ProgressText.bytes(memory)) of the \(ProgressText.bytes(limit)) that it declared "
        + "(resources.memory)")
    kill()
  }

  /// Ends it where it has exceeded its time limit: asks it to stop first, and kills it `grace`
  /// seconds later.
  mutating func look(at now: Double, grace: Double) {
    if let killTime {
      if now >= killTime { kill() }
      return
    }
    guard verdict == nil, let timeout = resources.timeout, now - begin >= timeout else { return }
    verdict = StageFailure(
      .timeout, "it took longer than the \(ProgressText.duration(timeout)) of its timeout")
    killTime = now + grace
    try? worker.send(.stop)
    signal(SIGTERM)
  }

  /// Kills the worker and the commands that it runs.
  func kill() { signal(SIGKILL) }

  func signal(_ number: Int32) {
    worker.signal(number)
    for group in groups { Signals.send(number, toGroup: group) }
  }

  /// Returns the event that the end of its worker means.
  ///
  /// - Parameter kills: Number of processes that the system has killed for lack of memory by now.
  func event(_ end: WorkerEnd, kills: Int) -> ExecutorEvent {
    if isKilled { return .stopped }
    if let verdict { return .failed(verdict) }
    if end == .signalled(SIGKILL), kills > self.kills { return .failed(outOfMemory(nil)) }
    return .failed(StageFailure(.crash, "\(end)"))
  }

  /// Returns the event that the stage's own error means; the system may have killed a command that
  /// it ran.
  func event(_ message: String, kills: Int) -> ExecutorEvent {
    if let verdict { return .failed(verdict) }
    if hasRunCommands, kills > self.kills { return .failed(outOfMemory(message)) }
    return .failed(StageFailure(.error, message))
  }

  private func outOfMemory(_ message: String?) -> StageFailure {
    let prefix = message.map { "\($0); " } ?? ""
    return StageFailure(
      .memory,
      "\(prefix)the system ran out of memory and killed it; it had "
        + "\(ProgressText.bytes(memory)) when last looked at")
  }
}
