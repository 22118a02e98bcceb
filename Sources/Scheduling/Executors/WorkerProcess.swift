internal import Dispatch
internal import Glibc
internal import Synchronization

/// A process of this program that does one job after another, in a process group of its own.
///
/// Guard: the descriptors are set once; writes go through `output`, reads happen on `queue` alone.
final class WorkerProcess: Sendable {
  let process: pid_t
  private let requests: Int32
  private let answers: Int32
  private let output = Mutex(())
  private let queue: DispatchQueue
  private let ended = Mutex<Int32?>(nil)

  /// How it ended, as `waitpid` says; nil before that.
  var status: Int32? { ended.withLock { $0 } }

  /// Spawns `program worker`.
  ///
  /// - Throws: `WorkerError` with the system's reason.
  init(program: String) throws(WorkerError) {
    let (toWorker, fromWorker) = (try makePipe(), try makePipe())
    defer {
      close(toWorker.read)
      close(fromWorker.write)
    }
    process = try spawn(program, input: toWorker.read, output: fromWorker.write)
    (requests, answers) = (toWorker.write, fromWorker.read)
    queue = DispatchQueue(label: "worker \(process)")
  }

  /// Calls `event` for every answer, and `end` once when the process is gone, with how it ended.
  func listen(
    event: @escaping @Sendable (WorkerEvent) -> Void, end: @escaping @Sendable (String) -> Void
  ) {
    queue.async { [self] in
      var reader = LineReader(answers)
      while let line = reader.next() {
        if let message = try? decodedLine(WorkerEvent.self, line) { event(message) }
      }
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      close(answers)
      ended.withLock { [status] in $0 = status }
      end(describedEnd(status))
    }
  }

  /// Sends a request; a worker that is gone is told of by `listen`.
  func send(_ request: WorkerRequest) throws {
    let line = try encodedLine(request)
    output.withLock { _ in _ = writeAll(line, to: requests) }
  }

  /// Kills the whole process group.
  func kill() { _ = Glibc.kill(-process, SIGKILL) }

  /// Lets it go: it ends when its input does.
  func release() { output.withLock { _ in _ = close(requests) } }
}

/// A worker that could not be started.
struct WorkerError: Error, CustomStringConvertible {
  let description: String
  init(_ what: String, _ code: Int32) {
    description = "\(what): \(String(cString: strerror(code)))"
  }
}

private func makePipe() throws(WorkerError) -> (read: Int32, write: Int32) {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { throw WorkerError("no pipe to a worker", errno) }
  // Workers are spawned one at a time, so no other one can inherit the ends in between.
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

private func spawn(_ program: String, input: Int32, output: Int32) throws(WorkerError) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, input, 0)
  posix_spawn_file_actions_adddup2(&actions, output, 1)
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // A terminal's Ctrl-C goes to the coordinator alone, which then tells its workers.
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
  var signals = sigset_t()
  sigemptyset(&signals)
  for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setpgroup(&attributes, 0)
  let words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("worker")]
  defer { for word in words { free(word) } }
  var process: pid_t = 0
  let code = posix_spawn(&process, program, &actions, &attributes, words + [nil], environ)
  guard code == 0 else { throw WorkerError("\(program) can't be started", code) }
  return process
}

private func describedEnd(_ status: Int32) -> String {
  let signal = status & 0x7F
  guard signal != 0 else { return "the worker ended with exit code \((status >> 8) & 0xFF)" }
  let hint = signal == SIGKILL ? ": perhaps the machine ran out of memory" : ""
  return "the worker was killed by signal \(signal) (\(String(cString: strsignal(signal))))\(hint)"
}
