internal import Dispatch
@preconcurrency internal import Glibc
internal import Pipeline

/// A command that runs, in a process group of its own.
struct CommandProcess {
  /// Seconds between the request to end and the end by force.
  private static let grace = 10.0
  /// Seconds between looks at whether to stop.
  private static let interval = 0.1

  private let leader: pid_t
  private let begin = DispatchTime.now()

  /// - Parameters:
  ///   - words: The program, and what it is told.
  ///   - folder: Where it works, absolute.
  ///   - environment: `NAME=VALUE`.
  init(words: [String], folder: String, environment: [String]) throws {
    let program = Self.program(words.first ?? "", folder: folder, environment)
    leader = try ChildGroups.start {
      let (process, code) = Self.spawn(program, words, folder, environment)
      if code == 0 { return process }
      throw StageError("\(words.first ?? "") can't be started: \(String(cString: strerror(code)))")
    }
  }

  /// Waits for the end of the command and of its whole group, and ends it where asked to.
  func wait(_ reporter: any StageReporter) -> CommandEnd {
    let queue = DispatchQueue(label: "command")
    let watch = DispatchSource.makeTimerSource(queue: queue)
    let leader = leader
    // Guard: `queue`, on which the handler runs.
    nonisolated(unsafe) var asked: DispatchTime?
    watch.setEventHandler {
      if let asked {
        if asked + Self.grace < .now() { kill(-leader, SIGKILL) }
      } else if reporter.shouldStop {
        asked = .now()
        kill(-leader, SIGTERM)
      }
    }
    watch.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
    watch.activate()
    var info = siginfo_t()
    while waitid(P_PID, id_t(leader), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    let wasStopped = queue.sync {
      watch.cancel()
      return asked != nil
    }
    ChildGroups.end(leader)
    var (status, usage): (Int32, rusage) = (0, rusage())
    while wait4(leader, &status, 0, &usage) < 0 && errno == EINTR {}
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds
    return CommandEnd(
      status: status, usage: usage, seconds: Double(nanoseconds) / 1e9, wasStopped: wasStopped)
  }

  /// The program's file: found along PATH as a shell does, where the word has no slash.
  private static func program(
    _ word: String, folder: String, _ environment: [String]
  ) -> String {
    if word.contains("/") { return word }
    let paths = environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? "/usr/bin:/bin"
    for path in paths.split(separator: ":") {
      let place = path.hasPrefix("/") ? "\(path)/\(word)" : "\(folder)/\(path)/\(word)"
      if access(place, X_OK) == 0 { return place }
    }
    return word
  }

  /// glibc's `posix_spawn_file_actions_addchdir_np`, which Swift's module of it lacks.
  private static let addFolderChange = dlsym(nil, "posix_spawn_file_actions_addchdir_np").map {
    unsafeBitCast($0, to: FolderChange.self)
  }
  private typealias FolderChange =
    @convention(c) (
      UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
    ) -> Int32

  private static func spawn(
    _ program: String, _ words: [String], _ folder: String, _ environment: [String]
  ) -> (process: pid_t, code: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    guard let addFolderChange, addFolderChange(&actions, folder) == 0 else { return (0, ENOSYS) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGHUP, SIGINT, SIGPIPE, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let arguments = words.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, program, &actions, &attributes, arguments, variables)
    return (process, code)
  }
}

/// How a command ended.
struct CommandEnd {
  let status: Int32
  let usage: rusage
  let seconds: Double
  /// Whether it was asked to stop.
  let wasStopped: Bool

  /// - Throws: Where it failed, with its exit code or the signal that killed it.
  func check() throws {
    let signal = status & 0x7F
    if signal != 0 {
      let hint = signal == SIGKILL ? "; perhaps the machine ran out of memory" : ""
      throw StageError(
        "the command was killed by signal \(signal) (\(String(cString: strsignal(signal))))\(hint)")
    }
    let code = (status >> 8) & 0xFF
    if code != 0 { throw StageError("the command ended with exit code \(code)") }
  }

  var timings: [Metric] {
    let timings = [
      Metric("command_seconds", seconds),
      Metric("command_cpu_seconds", usage.ru_utime.seconds + usage.ru_stime.seconds),
    ]
    // Linux counts what this process had when it started the command, too.
    var own = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
    if usage.ru_maxrss <= own.ru_maxrss { return timings }
    return timings + [Metric("command_peak_bytes", Double(usage.ru_maxrss) * 1024)]
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
