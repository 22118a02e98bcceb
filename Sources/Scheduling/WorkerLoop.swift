internal import Dispatch
internal import Glibc
package import Pipeline
internal import Synchronization

/// The worker's side: takes jobs from standard input, does them, and answers on standard output.
package enum WorkerLoop {
  /// Runs until standard input ends; then the coordinator is gone, and the process ends at once,
  /// with the commands that it has started.
  ///
  /// What a job prints goes to its log. While it works it holds the lock of its work folder, so an
  /// orphan of a killed coordinator and a new worker never write the same files.
  package static func run(_ perform: (StageJob, any StageReporter) throws -> StageOutput) -> Never {
    signal(SIGPIPE, SIG_IGN)
    let answers = dup(STDOUT_FILENO)
    _ = fcntl(answers, F_SETFD, FD_CLOEXEC)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let inbox = Inbox()
    DispatchQueue(label: "worker.requests").async { receive(into: inbox) }
    while true {
      let job = inbox.next()
      let reporter = PipeReporter(answers: answers, inbox: inbox)
      let lock = prepare(job)
      let event: WorkerEvent
      do {
        event = .done(try perform(job, reporter))
      } catch is StageStopped {
        event = .stopped
      } catch {
        reporter.log("failed: \(error)")
        event = .failed("\(error)")
      }
      close(lock)
      answer(event, to: answers)
    }
  }

  /// An answer that can't be written as JSON is a failure, so that nobody waits for it.
  private static func answer(_ event: WorkerEvent, to descriptor: Int32) {
    do {
      writeAll(try encodedLine(event), to: descriptor)
    } catch {
      let failure = WorkerEvent.failed("its results can't be sent: \(error)")
      if let line = try? encodedLine(failure) { writeAll(line, to: descriptor) }
    }
  }

  private static func receive(into inbox: Inbox) {
    var reader = LineReader(STDIN_FILENO)
    while let line = reader.next() {
      switch try? decodedLine(WorkerRequest.self, line) {
      case .run(let job): inbox.put(job)
      case .stop: inbox.requestStop()
      case nil: break
      }
    }
    ChildProcesses.endAll()
    _exit(0)
  }

  /// Sends both outputs to the log and takes the lock of the work folder, waiting if need be.
  private static func prepare(_ job: StageJob) -> Int32 {
    let log = open(job.logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    if log >= 0 {
      dup2(log, STDOUT_FILENO)
      dup2(log, STDERR_FILENO)
      close(log)
    }
    let lock = open("\(job.workFolder)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    while flock(lock, LOCK_EX) != 0 && errno == EINTR {}
    return lock
  }
}

/// Jobs on their way from the thread that reads to the one that works.
private final class Inbox: Sendable {
  private let jobs = Mutex<[StageJob]>([])
  private let stops = Mutex(false)
  private let arrivals = DispatchSemaphore(value: 0)

  func put(_ job: StageJob) {
    stops.withLock { $0 = false }
    jobs.withLock { $0.append(job) }
    arrivals.signal()
  }

  func next() -> StageJob {
    arrivals.wait()
    return jobs.withLock { $0.removeFirst() }
  }

  func requestStop() { stops.withLock { $0 = true } }

  var shouldStop: Bool { stops.withLock { $0 } }
}

/// Sends progress up the pipe, at most five times a second, and log lines to the log.
private final class PipeReporter: StageReporter {
  private static let interval: UInt64 = 200_000_000

  private let answers: Int32
  private let inbox: Inbox
  private let lastSent = Mutex<UInt64>(0)

  init(answers: Int32, inbox: Inbox) { (self.answers, self.inbox) = (answers, inbox) }

  var shouldStop: Bool { inbox.shouldStop }

  func progress(_ progress: StageProgress) {
    let now = DispatchTime.now().uptimeNanoseconds
    let isDue = lastSent.withLock { last in
      guard now - last >= Self.interval else { return false }
      last = now
      return true
    }
    if isDue, let line = try? encodedLine(WorkerEvent.progress(progress)) {
      writeAll(line, to: answers)
    }
  }

  func log(_ line: String) { writeAll(Array("\(line)\n".utf8), to: STDERR_FILENO) }
}
