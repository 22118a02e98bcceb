internal import Glibc
internal import Platform
internal import Pipeline

/// A job that runs in a worker, and what is known of it.
struct LocalJob {
  let worker: WorkerProcess
  let report: @Sendable (ExecutorEvent) -> Void
  /// The process groups of the commands that it runs, as far as it has told of them.
  private(set) var groups: Set<Int32> = []
  private var hasRunCommands = false
  /// Whether its end was asked for.
  var isKilled = false
  /// Why it is being ended, where the executor decided that.
  private(set) var verdict: StageFailure?

  let workFolder: String
  private let terms: StageTerms
  /// In seconds of the executor's clock.
  private let begin: Double
  private var killTime: Double?
  /// Bytes at the last look.
  private(set) var memory = 0
  private let kills: Int

  /// - Parameter kills: How many processes had been killed for want of memory when it began.
  init(
    _ job: StageJob, on worker: WorkerProcess, begin: Double, kills: Int,
    report: @escaping @Sendable (ExecutorEvent) -> Void
  ) {
    self.worker = worker
    self.report = report
    terms = job.terms
    self.begin = begin
    self.kills = kills
    workFolder = job.workFolder
  }

  mutating func began(_ group: Int32) {
    groups.insert(group)
    hasRunCommands = true
  }

  mutating func ended(_ group: Int32) { groups.remove(group) }

  /// Takes note of how much memory it has, and ends it where that is more than it declared.
  mutating func sampled(_ memory: Int) {
    // A worker that has just gone has none, which would tell nothing.
    if memory > 0 { self.memory = memory }
    guard verdict == nil, let limit = terms.memory, memory > limit else { return }
    verdict = StageFailure(
      .memory,
      "it used \(ProgressText.bytes(memory)) of the \(ProgressText.bytes(limit)) that it declared "
        + "(resources.memory)")
    kill()
  }

  /// Ends it where its time is over: gently first, and by force when it has had its grace.
  mutating func look(at now: Double, grace: Double) {
    if let killTime {
      if now >= killTime { kill() }
      return
    }
    guard verdict == nil, let timeout = terms.timeout, now - begin >= timeout else { return }
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

  /// What the end of its worker means.
  ///
  /// - Parameter kills: How many processes have been killed for want of memory by now.
  func event(_ end: WorkerEnd, kills: Int) -> ExecutorEvent {
    if isKilled { return .stopped }
    if let verdict { return .failed(verdict) }
    if end == .signalled(SIGKILL), kills > self.kills { return .failed(outOfMemory(nil)) }
    return .failed(StageFailure(.crash, "\(end)"))
  }

  /// What the stage's own error means: the system may have killed the command that it ran.
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
