internal import Glibc
internal import Platform
internal import Synchronization

/// Runs other programs, one at a time, and ends them on request.
package final class Tools: Sendable {
  private struct State {
    var child: ChildProcess?
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let variables: [String]

  /// Creates tools.
  ///
  /// - Parameter variables: Environment variables, as `NAME=value`, that the programs get in
  ///   addition.
  package init(adding variables: [String] = []) { self.variables = variables }

  /// Ends the running program and starts no other, so that what is being fetched ends as
  /// interrupted.
  package func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.child?.signalGroup(SIGTERM)
    }
  }

  /// Runs a program, which is looked for along `PATH`, to its end.
  ///
  /// Its output goes to standard error, so that standard output stays this program's own.
  ///
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
      let child = try start(command, output)
      state.child = child
      return child
    }
    let end = child.wait()
    let wasCancelled = state.withLock { state in
      state.child = nil
      return state.isCancelled
    }
    if wasCancelled { throw .interrupted }
    switch end.manner {
    case .exited(let code): return code
    case .killed(let signal): return 128 + signal
    }
  }

  private func start(_ command: [String], _ output: String?) throws(FetchError) -> ChildProcess {
    let stream: Program.Stream =
      output.map { .writing($0, permissions: 0o666) } ?? .own(Descriptor.standardError)
    // A terminal's Ctrl-C goes to this program alone, which then ends the other's whole group.
    var program = Program(
      command,
      streams: [Descriptor.standardInput: .nothingToRead, Descriptor.standardOutput: stream],
      group: .own)
    program.environment = ProcessEnvironment.entries(adding: variables)
    do {
      return try program.start()
    } catch {
      guard error.isAbsence else { throw .file(command[0], reason: error.reason) }
      let package = command[0] == "python3" ? "python3-pip" : command[0]
      throw .missingTool(
        command[0], remedy: "on Debian and Ubuntu type: sudo apt-get install \(package)")
    }
  }
}
