internal import Glibc
internal import Synchronization

/// Makes pipes and processes one at a time, so that no process inherits an end of another's pipe.
enum Spawning {
  private static let turn = Mutex(())

  static func pipe(to whom: String) throws(WorkerError) -> (read: Int32, write: Int32) {
    try turn.withLock { _ throws(WorkerError) in
      var ends: [Int32] = [0, 0]
      guard Glibc.pipe(&ends) == 0 else { throw WorkerError("no pipe to \(whom)", errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
  }

  /// Attributes with which signals do what they usually do, whatever they do here: threads of
  /// Dispatch block them all, and a program would inherit that.
  ///
  /// - Parameter flags: More of `posix_spawnattr_setflags`; with `POSIX_SPAWN_SETPGROUP` the
  ///   program gets a process group of its own.
  static func attributes(flags: Int32 = 0) -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | flags))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    return attributes
  }

  /// Starts a program.
  ///
  /// - Parameter path: Its file, or a name to look for in `PATH`.
  static func process(
    _ path: String, _ words: [String], _ actions: inout posix_spawn_file_actions_t,
    _ attributes: inout posix_spawnattr_t
  ) throws(WorkerError) -> pid_t {
    let arguments = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = turn.withLock { _ in
      posix_spawnp(&process, path, &actions, &attributes, arguments + [nil], environ)
    }
    guard code == 0 else { throw WorkerError("\(path) can't be started", code) }
    return process
  }
}
