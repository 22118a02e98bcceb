internal import Dispatch
internal import Glibc
package import Pipeline
internal import Platform

/// Runs jobs in worker processes on this machine; a worker that has finished takes the next job.
///
/// About twice a second it checks their memory and their time.
package final class LocalExecutor: NamedExecutor, @unchecked Sendable {
  package static let name = "local"

  // Guard: `queue`. Everything that varies is touched only on it.
  private let queue = DispatchQueue(label: "executor.local")
  private let program: String
  private let grace: Double
  private let interval: Double
  private let kills: OutOfMemoryKills
  private var idle: [WorkerProcess] = []
  private var running: [String: LocalJob] = [:]
  /// The job of each worker, by its process.
  private var ids: [Int32: String] = [:]
  private var watch: (any DispatchSourceTimer)?
  private var counted = (kills: 0, time: -Double.infinity)

  /// Creates an executor that runs this program's workers.
  ///
  /// SIGPIPE is ignored from then on: that a worker is gone shows in its end.
  ///
  /// - Parameters:
  ///   - program: The path of this program.
  ///   - grace: Seconds between asking a job that has exceeded its time limit to stop and killing
  ///     it.
  ///   - interval: Seconds between two checks of the jobs.
  ///   - kills: Counts the processes that the system has killed.
  package init(
    program: String, grace: Double = 10, interval: Double = 0.5,
    kills: OutOfMemoryKills = OutOfMemoryKills()
  ) {
    self.program = program
    self.grace = grace
    self.interval = interval
    self.kills = kills
    Signals.ignore(SIGPIPE)
  }

  package convenience init(_ context: ExecutorContext) {
    self.init(program: context.program, grace: context.grace)
  }

  package func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    queue.async { [self] in
      do {
        let worker = try idle.popLast() ?? spawn()
        running[job.id] = LocalJob(
          job, on: worker, begin: now(), kills: recentKills(), report: report)
        ids[worker.process] = job.id
        try worker.send(.run(job))
        startWatch()
      } catch {
        if let worker = running.removeValue(forKey: job.id)?.worker { ids[worker.process] = nil }
        report(.failed(StageFailure(.runner, "\(error)")))
      }
    }
  }

  package func stop(_ id: String) {
    queue.async { [self] in try? running[id]?.worker.send(.stop) }
  }

  package func kill(_ id: String) {
    queue.async { [self] in
      running[id]?.isKilled = true
      running[id]?.kill()
    }
  }

  package func shutDown() {
    queue.sync {
      for worker in idle { worker.release() }
      idle = []
      stopWatch()
    }
  }

  private func spawn() throws -> WorkerProcess {
    let worker = try WorkerProcess(program: program)
    worker.listen(
      event: { [self] event in queue.async { self.handle(event, from: worker) } },
      end: { [self] end in queue.async { self.ended(worker, end) } })
    return worker
  }

  private func handle(_ event: WorkerEvent, from worker: WorkerProcess) {
    guard let id = ids[worker.process], let job = running[id] else { return }
    switch event {
    case .progress(let progress): job.report(.progress(progress))
    case .began(let group): running[id]?.began(group)
    case .ended(let group): running[id]?.ended(group)
    case .done(let output): finish(id, .done(output))
    case .failed(let message): finish(id, job.event(message, kills: countKills()))
    case .stopped: finish(id, job.verdict.map { .failed($0) } ?? .stopped)
    }
  }

  private func finish(_ id: String, _ event: ExecutorEvent) {
    guard let job = running.removeValue(forKey: id) else { return }
    ids[job.worker.process] = nil
    idle.append(job.worker)
    if running.isEmpty { stopWatch() }
    job.report(event)
  }

  private func ended(_ worker: WorkerProcess, _ end: WorkerEnd) {
    worker.release()
    idle.removeAll { $0 === worker }
    guard let id = ids.removeValue(forKey: worker.process),
      let job = running.removeValue(forKey: id)
    else { return }
    // Commands outlive a worker that was killed, and may have left the groups that it reported.
    job.kill()
    ProcessMark.endProcesses(of: job.workFolder)
    if running.isEmpty { stopWatch() }
    job.report(job.event(end, kills: countKills()))
  }

  private func countKills() -> Int {
    counted = (kills.count(), now())
    return counted.kills
  }

  /// Returns the number of kills as of a moment ago, since counting takes a good part of the time
  /// that a quick job takes.
  private func recentKills() -> Int {
    now() - counted.time < interval ? counted.kills : countKills()
  }

  private func startWatch() {
    guard watch == nil else { return }
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { [self] in look() }
    timer.resume()
    watch = timer
  }

  private func stopWatch() {
    watch?.cancel()
    watch = nil
  }

  private func look() {
    let commands = running.values.reduce(into: Set<Int32>()) { $0.formUnion($1.groups) }
    let sizes = commands.isEmpty ? [:] : ProcessMemory.resident(groups: commands)
    let now = now()
    for (id, job) in running {
      let own = ProcessMemory.resident(job.worker.process)
      running[id]?.sampled(job.groups.reduce(own) { $0 + sizes[$1, default: 0] })
      running[id]?.look(at: now, grace: grace)
    }
  }

  private func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
