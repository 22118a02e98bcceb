internal import Glibc

/// Programs that are started beside a run.
package enum ProgramStart {
  /// glibc's, which the header hides.
  private static let ownSession: Int32 = 0x80

  /// Runs a command with `/bin/sh` to its end; what it prints goes to standard error.
  ///
  /// - Returns: nil where it ended well; what happened otherwise.
  package static func shell(_ command: String) -> String? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    do {
      var attributes = Spawning.attributes()
      defer { posix_spawnattr_destroy(&attributes) }
      let process = try Spawning.process(
        "/bin/sh", ["/bin/sh", "-c", command], &actions, &attributes)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7F
      if signal != 0 { return "it was killed by signal \(signal)" }
      let code = (status >> 8) & 0xFF
      return code == 0 ? nil : "it ended with exit code \(code)"
    } catch {
      return "\(error)"
    }
  }

  /// Starts a program in a session of its own, which outlives this one and its terminal.
  ///
  /// - Parameter log: Where all that it prints is appended.
  /// - Returns: Its process.
  package static func detached(
    _ program: String, _ words: [String], log: String
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    // Whoever started this process may wait until nobody has what it was given open any more.
    for descriptor in Int32(3)..<1024 where fcntl(descriptor, F_GETFD) >= 0 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = Spawning.attributes(flags: ownSession)
    defer { posix_spawnattr_destroy(&attributes) }
    return try Spawning.process(program, words, &actions, &attributes)
  }
}
