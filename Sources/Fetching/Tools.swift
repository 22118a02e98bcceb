internal import Glibc
internal import Synchronization

/// Runs other programs, one at a time, and ends them when asked to.
package final class Tools: Sendable {
  private struct State {
    var child: pid_t?
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let variables: [String]

  /// - Parameter variables: Environment variables, `NAME=value`, that the programs get in addition.
  package init(adding variables: [String] = []) { self.variables = variables }

  /// Ends the running program and starts no other: what is being fetched ends as interrupted.
  package func cancel() {
    state.withLock { state in
      state.isCancelled = true
      if let child = state.child { kill(-child, SIGTERM) }
    }
  }

  /// Runs a program, found as a shell finds it, to its end.
  ///
  /// What it prints goes to standard error, so that standard output stays ours.
  /// - Parameters:
  ///   - command: The program's name and its arguments.
  ///   - output: A file that gets its standard output instead; `/dev/null` for none.
  /// - Returns: Its exit code; 128 and the signal's number where a signal ended it.
  /// - Throws: `FetchError.missingTool` where there is no such program, `FetchError.interrupted`.
  package func run(
    _ command: [String], output: String? = nil
  ) throws(FetchError) -> Int32 {
    let child = try state.withLock { state throws(FetchError) in
      guard !state.isCancelled else { throw .interrupted }
      let child = try spawn(command, output: output)
      state.child = child
      return child
    }
    var information = siginfo_t()
    // It is left unreaped until nobody can send it a signal any more.
    while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    var status: Int32 = 0
    let wasCancelled = state.withLock { state in
      state.child = nil
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      return state.isCancelled
    }
    if wasCancelled { throw .interrupted }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private func spawn(
    _ command: [String], output: String?
  ) throws(FetchError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    } else {
      posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A terminal's Ctrl-C goes to this program alone, which then ends the other's whole group.
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let words = command.map { strdup($0) }
    let environment = inherited() + variables.map { strdup($0) }
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    let code = posix_spawnp(
      &child, command[0], &actions, &attributes, words + [nil], environment + [nil])
    if code == ENOENT {
      let package = command[0] == "python3" ? "python3-pip" : command[0]
      throw .missingTool(
        command[0], remedy: "on Debian and Ubuntu type: sudo apt-get install \(package)")
    }
    guard code == 0 else { throw .file(command[0], reason: String(cString: strerror(code))) }
    return child
  }

  /// Copies of the variables of this program that no addition replaces.
  private func inherited() -> [UnsafeMutablePointer<CChar>?] {
    var copies: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let variable = next.pointee {
      let text = String(cString: variable)
      let name = text.prefix { $0 != "=" } + "="
      if !variables.contains(where: { $0.hasPrefix(name) }) { copies.append(strdup(text)) }
      next += 1
    }
    return copies
  }
}
