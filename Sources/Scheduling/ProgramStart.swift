internal import Platform

/// Starts programs beside a run.
package enum ProgramStart {
  /// Runs a command with `/bin/sh` to its end; what it prints goes to standard error.
  ///
  /// - Returns: What went wrong; nil where the command ended with exit code 0.
  package static func shell(_ command: String) -> String? {
    let program = Program(
      ["/bin/sh", "-c", command],
      streams: [Descriptor.standardOutput: .own(Descriptor.standardError)])
    do {
      switch try program.start().wait().manner {
      case .exited(0): return nil
      case .exited(let code): return "it ended with exit code \(code)"
      case .killed(let signal): return "it was killed by signal \(signal)"
      }
    } catch {
      return "\(WorkerError(error))"
    }
  }

  /// Starts a program in a session of its own, which outlives this one and its terminal.
  ///
  /// - Parameter log: The path of a file that all its output is appended to.
  /// - Returns: The number of its process.
  package static func detached(
    _ program: String, _ words: [String], log: String
  ) throws -> Int32 {
    var program = Program(
      words, file: program,
      streams: [
        Descriptor.standardInput: .nothingToRead,
        Descriptor.standardOutput: .appending(log, permissions: 0o644),
        Descriptor.standardError: .own(Descriptor.standardOutput),
      ], group: .ownSession)
    // Whoever started this process may wait until nobody has what it was given open any more.
    program.closesOthers = true
    do {
      return try program.start().number
    } catch {
      throw WorkerError(error)
    }
  }
}
