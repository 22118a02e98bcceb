internal import Dispatch
internal import Platform
internal import Synchronization

/// A process of this program that does one job after another, in a process group of its own.
///
/// Guard: writes go through `requests`, which is nil when it is closed; reads happen on `queue`.
final class WorkerProcess: Sendable {
  private let child: ChildProcess
  private let requests: Mutex<OpenFile?>
  private let answers: OpenFile
  private let queue: DispatchQueue

  /// The number of the process.
  var process: Int32 { child.number }

  /// Spawns `program worker`.
  ///
  /// - Throws: `WorkerError` with the system's reason.
  init(program: String) throws(WorkerError) {
    let (toWorker, fromWorker) = (
      try WorkerPipe.make(to: "a worker"), try WorkerPipe.make(to: "a worker")
    )
    // A terminal's Ctrl-C goes to the coordinator alone, which then asks its workers to stop.
    let worker = Program(
      [program, "worker"],
      streams: [
        Descriptor.standardInput: .file(toWorker.output),
        Descriptor.standardOutput: .file(fromWorker.input),
      ], group: .own)
    do {
      child = try worker.start()
    } catch {
      throw WorkerError(error)
    }
    requests = Mutex(toWorker.input)
    answers = fromWorker.output
    queue = DispatchQueue(label: "worker \(child.number)")
  }

  /// Calls `event` for every answer, and `end` once, when the process is gone, with how it ended.
  func listen(
    event: @escaping @Sendable (WorkerEvent) -> Void,
    end: @escaping @Sendable (WorkerEnd) -> Void
  ) {
    queue.async { [self] in
      var reader = LineReader(answers.descriptor)
      while let line = reader.next() {
        if let message = try? decodedLine(WorkerEvent.self, line) { event(message) }
      }
      end(WorkerEnd(child.wait()))
    }
  }

  /// Sends a request; that a worker is gone is reported by ``listen(event:end:)`` alone.
  func send(_ request: WorkerRequest) throws {
    let line = try encodedLine(request)
    requests.withLock { try? $0?.write(line) }
  }

  /// Sends a signal to the whole process group, unless it is gone.
  func signal(_ number: Int32) { child.signalGroup(number) }

  /// Closes its input, upon which it ends.
  func release() { requests.withLock { $0 = nil } }
}

/// How a worker ended.
enum WorkerEnd: Equatable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case signalled(Int32)

  init(_ end: ProcessEnd) {
    switch end.manner {
    case .exited(let code): self = .exited(code)
    case .killed(let signal): self = .signalled(signal)
    }
  }

  var description: String {
    switch self {
    case .exited(let code): "the worker ended with exit code \(code)"
    case .signalled(let number):
      "the worker was killed by signal \(number) (\(Signals.name(number)))"
    }
  }
}

/// The error that a worker can't be started or a file for one can't be made.
struct WorkerError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  init(_ error: SystemError) {
    description = "\(error.path) \(error.problem): \(error.reason)"
  }
}

/// Makes pipes to the processes that a run starts.
enum WorkerPipe {
  static func make(to whom: String) throws(WorkerError) -> Pipe {
    do {
      return try Pipe(to: whom)
    } catch {
      throw WorkerError("no pipe to \(whom): \(error.reason)")
    }
  }
}
