internal import Dispatch
internal import Glibc
internal import Synchronization

/// A process of this program that does one job after another, in a process group of its own.
///
/// Guard: writes go through `requests`, which is -1 when it is closed; reads happen on `queue`.
final class WorkerProcess: Sendable {
  let process: pid_t
  private let requests: Mutex<Int32>
  private let answers: Int32
  private let queue: DispatchQueue
  private let ended = Mutex<Int32?>(nil)

  /// How it ended, as `waitpid` says; nil before that.
  var status: Int32? { ended.withLock { $0 } }

  /// Spawns `program worker`.
  ///
  /// - Throws: `WorkerError` with the system's reason.
  init(program: String) throws(WorkerError) {
    let (toWorker, fromWorker) = (
      try Spawning.pipe(to: "a worker"), try Spawning.pipe(to: "a worker")
    )
    defer {
      close(toWorker.read)
      close(fromWorker.write)
    }
    process = try spawn(program, input: toWorker.read, output: fromWorker.write)
    requests = Mutex(toWorker.write)
    answers = fromWorker.read
    queue = DispatchQueue(label: "worker \(process)")
  }

  /// Calls `event` for every answer, and `end` once when the process is gone, with how it ended.
  func listen(
    event: @escaping @Sendable (WorkerEvent) -> Void,
    end: @escaping @Sendable (WorkerEnd) -> Void
  ) {
    queue.async { [self] in
      var reader = LineReader(answers)
      while let line = reader.next() {
        if let message = try? decodedLine(WorkerEvent.self, line) { event(message) }
      }
      let status = awaitEnd()
      close(answers)
      end(WorkerEnd(status))
    }
  }

  /// Waits for the end of the process, whose number stays its own until nobody can signal it.
  private func awaitEnd() -> Int32 {
    var info = siginfo_t()
    while waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return ended.withLock { ended in
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      ended = status
      return status
    }
  }

  /// Sends a request; a worker that is gone is told of by `listen`.
  func send(_ request: WorkerRequest) throws {
    let line = try encodedLine(request)
    requests.withLock { if $0 >= 0 { writeAll(line, to: $0) } }
  }

  /// Sends a signal to the whole process group, unless it is gone.
  func signal(_ number: Int32) {
    ended.withLock { if $0 == nil { _ = Glibc.kill(-process, number) } }
  }

  /// Lets it go, once: it ends when its input does.
  func release() {
    requests.withLock { requests in
      if requests >= 0 { close(requests) }
      requests = -1
    }
  }
}

/// How a worker ended.
enum WorkerEnd: Equatable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case signalled(Int32)

  /// - Parameter status: What `waitpid` says.
  init(_ status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }

  var description: String {
    switch self {
    case .exited(let code): "the worker ended with exit code \(code)"
    case .signalled(let number):
      "the worker was killed by signal \(number) (\(String(cString: strsignal(number))))"
    }
  }
}

/// A worker that could not be started.
struct WorkerError: Error, CustomStringConvertible {
  let description: String
  init(_ what: String, _ code: Int32) {
    description = "\(what): \(String(cString: strerror(code)))"
  }
}

private func spawn(_ program: String, input: Int32, output: Int32) throws(WorkerError) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, input, 0)
  posix_spawn_file_actions_adddup2(&actions, output, 1)
  // A terminal's Ctrl-C goes to the coordinator alone, which then tells its workers.
  var attributes = Spawning.attributes(flags: Int32(POSIX_SPAWN_SETPGROUP))
  defer { posix_spawnattr_destroy(&attributes) }
  return try Spawning.process(program, [program, "worker"], &actions, &attributes)
}
