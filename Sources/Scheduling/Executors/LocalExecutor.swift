internal import Dispatch
internal import Glibc
package import Pipeline

/// Runs jobs in worker processes on this machine; a worker that has finished takes the next job.
package final class LocalExecutor: Executor, @unchecked Sendable {
  private struct Running {
    let worker: WorkerProcess
    let report: @Sendable (ExecutorEvent) -> Void
    let workFolder: String
    var isKilled = false
  }

  // Guard: `queue`. `idle` and `running` are touched only on it.
  private let queue = DispatchQueue(label: "executor.local")
  private let program: String
  private var idle: [WorkerProcess] = []
  private var running: [String: Running] = [:]

  /// Writing to a worker that is gone is told by its end, so the signal for it is ignored.
  package init(program: String) {
    self.program = program
    signal(SIGPIPE, SIG_IGN)
  }

  package func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    queue.async { [self] in
      do {
        let worker = try idle.popLast() ?? spawn()
        running[job.id] = Running(worker: worker, report: report, workFolder: job.workFolder)
        try worker.send(.run(job))
      } catch {
        running[job.id] = nil
        report(.failed("\(error)"))
      }
    }
  }

  package func stop(_ id: String) {
    queue.async { [self] in try? running[id]?.worker.send(.stop) }
  }

  package func kill(_ id: String) {
    queue.async { [self] in
      running[id]?.isKilled = true
      running[id]?.worker.kill()
    }
  }

  package func shutDown() {
    queue.sync {
      for worker in idle { worker.release() }
      idle = []
    }
  }

  private func spawn() throws -> WorkerProcess {
    let worker = try WorkerProcess(program: program)
    worker.listen(
      event: { [self] event in queue.async { self.handle(event, from: worker) } },
      end: { [self] how in queue.async { self.ended(worker, how) } })
    return worker
  }

  private func handle(_ event: WorkerEvent, from worker: WorkerProcess) {
    guard let (id, job) = running.first(where: { $0.value.worker === worker }) else { return }
    switch event {
    case .progress(let progress): job.report(.progress(progress))
    case .done(let output): finish(id, worker, .done(output))
    case .failed(let message): finish(id, worker, .failed(message))
    case .stopped: finish(id, worker, .stopped)
    }
  }

  private func finish(_ id: String, _ worker: WorkerProcess, _ event: ExecutorEvent) {
    let job = running.removeValue(forKey: id)
    idle.append(worker)
    job?.report(event)
  }

  private func ended(_ worker: WorkerProcess, _ how: String) {
    if idle.contains(where: { $0 === worker }) {
      idle.removeAll { $0 === worker }
      worker.release()
    }
    guard let (id, job) = running.first(where: { $0.value.worker === worker }) else { return }
    running[id] = nil
    worker.release()
    ProcessMark.endProcesses(of: job.workFolder)
    job.report(job.isKilled ? .stopped : .lost(how))
  }
}
