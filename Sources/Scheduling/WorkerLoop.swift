internal import Dispatch
internal import Glibc
package import Pipeline
package import Platform
internal import Synchronization

/// The main loop of a worker process, which takes jobs from standard input, does them, and answers
/// on standard output.
package enum WorkerLoop {
  /// Runs until standard input ends; then the coordinator is gone and the process ends at once, and
  /// with it the commands that its stage runs.
  ///
  /// What a job prints goes to its log. While it works it holds the lock of its work folder, so an
  /// orphan of a killed coordinator and a new worker never write the same files. SIGTERM is a
  /// request to stop, as from the coordinator.
  ///
  /// - Parameters:
  ///   - energy: Counters of what the machine takes while a job is done.
  ///   - perform: Does a job.
  package static func run(
    energy: EnergyCounters = EnergyCounters(),
    _ perform: (StageJob, any StageReporter) throws -> StageOutput
  ) -> Never {
    Signals.ignore(SIGPIPE)
    let outbox = Outbox()
    ChildGroups.observe { change in
      switch change {
      case .began(let group): outbox.send(.began(group))
      case .ended(let group): outbox.send(.ended(group))
      }
    }
    let inbox = Inbox()
    listenToTermination()
    DispatchQueue(label: "worker.requests").async { receive(into: inbox) }
    while true {
      let job = inbox.next()
      termination.store(.none, ordering: .relaxed)
      let reporter = PipeReporter(outbox: outbox, inbox: inbox)
      let event = withWorkFolder(of: job) {
        end(reporter) { .done(try measured(energy) { try perform(job, reporter) }) }
      }
      termination.store(.idle, ordering: .relaxed)
      outbox.answer(event)
    }
  }

  /// Does a job, and adds the energy that the machine took to its timings, where that is known.
  static func measured(
    _ energy: EnergyCounters, _ work: () throws -> StageOutput
  ) rethrows -> StageOutput {
    var (output, joules) = try EnergyMeter.during(energy, work)
    if let joules { output.timings.append(Metric("machine_joules", joules)) }
    return output
  }

  private static func end(
    _ reporter: PipeReporter, _ perform: () throws -> WorkerEvent
  ) -> WorkerEvent {
    do {
      return try perform()
    } catch is StageStopped {
      return .stopped
    } catch {
      reporter.log("failed: \(error)")
      return .failed("\(error)")
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
    ChildGroups.endAll()
    _exit(0)
  }

  /// Installs a handler of SIGTERM that only sets a flag, which the stage finds when it asks; where
  /// no stage is at work, it ends the process.
  private static func listenToTermination() {
    termination.store(.idle, ordering: .relaxed)
    Signals.handle(SIGTERM) { _ in
      if termination.load(ordering: .relaxed) == .idle { _exit(0) }
      termination.store(.asked, ordering: .relaxed)
    }
  }

  /// Redirects standard output and standard error to the log, and does the work while holding the
  /// lock of the work folder, which it waits for.
  private static func withWorkFolder(
    of job: StageJob, _ body: () -> WorkerEvent
  ) -> WorkerEvent {
    if let log = try? OpenFile(job.logFile, for: .appending, permissions: 0o644) {
      withExtendedLifetime(log) {
        Descriptor.replace(Descriptor.standardOutput, by: log.descriptor)
        Descriptor.replace(Descriptor.standardError, by: log.descriptor)
      }
    }
    let lock = try? FileLock.wait("\(job.workFolder)/.lock", .exclusive)
    return withExtendedLifetime(lock, body)
  }
}

/// The state that decides what a SIGTERM does, and records that one has come.
private enum Termination: UInt8, AtomicRepresentable {
  /// No stage is at work, and SIGTERM ends the process.
  case idle
  /// A stage is at work, and no SIGTERM has come.
  case none
  /// A stage is at work, and SIGTERM has asked it to stop.
  case asked
}

private let termination = Atomic(Termination.idle)

/// The jobs on their way from the thread that reads requests to the one that works.
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

/// The pipe to the coordinator, taken from standard output; lines of several threads stay whole.
private final class Outbox: Sendable {
  private let answers: Mutex<OpenFile?>

  init() {
    answers = Mutex(try? Descriptor.copy(of: Descriptor.standardOutput, named: "the coordinator"))
    Descriptor.replace(Descriptor.standardOutput, by: Descriptor.standardError)
  }

  /// Sends an event that may be lost.
  func send(_ event: WorkerEvent) {
    if let line = try? encodedLine(event) { write(line) }
  }

  /// Sends the answer to a job; one that can't be written as JSON is sent as a failure, so that
  /// nobody waits for it in vain.
  func answer(_ event: WorkerEvent) {
    do {
      write(try encodedLine(event))
    } catch {
      send(.failed("its results can't be sent: \(error)"))
    }
  }

  private func write(_ line: [UInt8]) { answers.withLock { try? $0?.write(line) } }
}

/// Sends progress through the pipe, at most five times a second, and log lines to the log.
private final class PipeReporter: StageReporter {
  /// The least time between two reports of progress, in nanoseconds.
  private static let interval: UInt64 = 200_000_000

  private let outbox: Outbox
  private let inbox: Inbox
  private let lastSent = Mutex<UInt64>(0)

  init(outbox: Outbox, inbox: Inbox) { (self.outbox, self.inbox) = (outbox, inbox) }

  var shouldStop: Bool {
    inbox.shouldStop || termination.load(ordering: .relaxed) == .asked
  }

  func progress(_ progress: StageProgress) {
    let now = DispatchTime.now().uptimeNanoseconds
    let isDue = lastSent.withLock { last in
      guard now - last >= Self.interval else { return false }
      last = now
      return true
    }
    if isDue { outbox.send(.progress(progress)) }
  }

  func log(_ line: String) { writeAll(Array("\(line)\n".utf8), to: STDERR_FILENO) }
}
