internal import Dispatch
internal import FoundationEssentials
internal import Glibc
internal import Pipeline
internal import Synchronization

/// Runs the stage of a manifest in a worker process, as a job of Slurm, and leaves the answer in
/// the shared folder. It needs this program and that folder, and no database.
package enum BatchJob {
  /// Seconds between two notes of progress; each is a file that the coordinator reads.
  private static let progressInterval = 5.0

  /// Runs the stage and returns the exit code for Slurm, which is 0 where the stage is done.
  ///
  /// A request to end, which comes before a time limit, makes the stage save its state and stop.
  ///
  /// - Parameters:
  ///   - path: The path of the manifest. Where it is gone, the job is not wanted any more and does
  ///     nothing.
  ///   - program: The path of this program, which the worker runs.
  package static func run(manifest path: String, program: String) -> Int32 {
    guard let bytes = SharedFile.read(path),
      let manifest = try? decodedLine(JobManifest.self, bytes)
    else {
      complain("\(path) can't be read: the job is not wanted any more")
      return 3
    }
    let start = Date().timeIntervalSince1970
    let end = perform(manifest, program)
    do {
      try write(end, of: manifest, path, start: start)
    } catch {
      complain("the job's answer can't be written: \(error)")
      return 4
    }
    return end.outcome == .done ? 0 : 1
  }

  private static func perform(_ manifest: JobManifest, _ program: String) -> BatchJobEnd {
    let name = SubmissionFolder.progressName(manifest.token, manifest.index)
    let note = ProgressNote(path: "\(manifest.exits)/\(name)", interval: progressInterval)
    defer { SharedFile.remove(note.path) }
    do {
      let watch = EndWatch()
      let worker = try WorkerProcess(program: program)
      worker.listen(
        event: { event in
          switch event {
          case .progress(let progress): note.show(progress)
          case .began, .ended: break
          case .done, .failed, .stopped:
            watch.end(BatchJobEnd(event))
            worker.release()
          }
        },
        end: { end in
          watch.end(BatchJobEnd(outcome: .crashed, message: "\(end)", worker: end))
          watch.isOver.signal()
        })
      let monitor = InterruptMonitor {
        watch.noteRequestToEnd()
        try? worker.send(.stop)
      }
      try worker.send(.run(manifest.job))
      withExtendedLifetime(monitor) { watch.isOver.wait() }
      return watch.found ?? BatchJobEnd(outcome: .crashed)
    } catch {
      return BatchJobEnd(outcome: .failed, message: "\(error)")
    }
  }

  /// Writes the stage's output and then the answer, so that whoever sees the answer finds the
  /// output.
  private static func write(
    _ end: BatchJobEnd, of manifest: JobManifest, _ path: String, start: Double
  ) throws {
    if let output = end.output {
      try SharedFile.write(
        try encodedLine(output), to: SubmissionFolder.result(ofManifest: path))
    }
    let (code, signal) = Self.codeAndSignal(of: end.worker ?? .exited(0))
    let exit = JobExit(
      token: manifest.token, index: manifest.index, outcome: end.outcome, message: end.message,
      code: code, signal: signal,
      start: start, end: Date().timeIntervalSince1970, mostMemory: mostMemory(), host: host(),
      job: variable("SLURM_JOB_ID"),
      restarts: variable("SLURM_RESTART_COUNT").flatMap { Int($0) } ?? 0)
    let name = SubmissionFolder.exitName(manifest.token, manifest.index)
    try SharedFile.write(try encodedLine(exit), to: "\(manifest.exits)/\(name)")
  }

  private static func codeAndSignal(of end: WorkerEnd) -> (code: Int?, signal: Int?) {
    switch end {
    case .exited(let code): (Int(code), nil)
    case .signalled(let signal): (nil, Int(signal))
    }
  }

  /// Returns the most bytes of memory that any one ended process under this one has had.
  private static func mostMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return Int(usage.ru_maxrss) << 10
  }

  private static func host() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func complain(_ message: String) {
    writeAll(Array("\(message)\n".utf8), to: STDERR_FILENO)
  }
}

/// The end of a job's work.
private struct BatchJobEnd: Sendable {
  var outcome: JobExit.Outcome
  var output: StageOutput?
  var message: String?
  /// How the worker ended; nil where it answered.
  var worker: WorkerEnd?

  init(outcome: JobExit.Outcome, message: String? = nil, worker: WorkerEnd? = nil) {
    self.outcome = outcome
    self.message = message
    self.worker = worker
  }

  init(_ event: WorkerEvent) {
    switch event {
    case .done(let output): (outcome, self.output) = (.done, output)
    case .failed(let message): (outcome, self.message) = (.failed, message)
    case .stopped, .progress, .began, .ended: outcome = .stopped
    }
  }
}

/// Keeps the first end that is reported to it.
private final class EndWatch: Sendable {
  let isOver = DispatchSemaphore(value: 0)
  private let first = Mutex<BatchJobEnd?>(nil)
  private let isAskedToEnd = Mutex(false)
  private let kills = OutOfMemoryKills(ofMachine: false)
  private let killsBefore: Int

  init() { killsBefore = kills.count() }

  var found: BatchJobEnd? {
    guard var end = first.withLock({ $0 }) else { return nil }
    end.outcome = end.outcome.judged(
      wasAskedToEnd: isAskedToEnd.withLock { $0 }, kills: kills.count() - killsBefore)
    return end
  }

  /// Notes that the job was asked to end.
  func noteRequestToEnd() { isAskedToEnd.withLock { $0 = true } }

  func end(_ end: BatchJobEnd) { first.withLock { $0 = $0 ?? end } }
}

/// A file with the latest progress, which is written at most once an interval of seconds.
private final class ProgressNote: Sendable {
  let path: String
  private let interval: Double
  private let writtenAt = Mutex(0.0)

  init(path: String, interval: Double) { (self.path, self.interval) = (path, interval) }

  func show(_ progress: StageProgress) {
    let now = Date().timeIntervalSince1970
    let isDue = writtenAt.withLock { last in
      guard abs(now - last) >= interval else { return false }
      last = now
      return true
    }
    guard isDue, let line = try? encodedLine(progress) else { return }
    try? SharedFile.write(line, to: path, isDurable: false)
  }
}
