import Foundation
import Glibc
import TestSupport

/// Runs the program that was built beside the tests as its users run it.
enum Program {
  /// The output and the end of a run of the program.
  struct Outcome {
    let status: Int32
    let output: String
    let complaints: String
  }

  static func run(
    _ arguments: [String], in folder: TemporaryFolder, setting variables: [String: String] = [:]
  ) throws -> Outcome {
    let process = try RunningProgram(arguments, in: folder, setting: variables)
    return process.outcome()
  }

  /// Runs a script with `sh` in a folder that has `bondlab`, as a user types it.
  static func run(script: String, in folder: TemporaryFolder) throws -> Outcome {
    _ = try folder.writeProgram("#!/bin/sh\nexec '\(path)' \"$@\"\n", to: "bondlab")
    let process = try RunningProgram(["-ec", script], in: folder, program: "/bin/sh")
    return process.outcome()
  }

  /// The test runner names the bundle that it runs; the program is built into the same folder.
  /// `BONDLAB_PROGRAM` names another, such as one built for speed.
  static let path: String = {
    if let other = ProcessInfo.processInfo.environment["BONDLAB_PROGRAM"] { return other }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "bondlab").path
  }()
}

/// A run of the program that has not been waited for; its output goes to files.
///
/// Started and awaited by the system's own calls: Foundation's `Process` learns of an end by a
/// socket that whatever the program leaves behind may hold open.
final class RunningProgram {
  private let process: pid_t
  /// The status from `waitpid`; nil while the program runs.
  private var end: Int32?
  private let output: String
  private let complaints: String

  /// Starts the program in `folder`, with checkpoints as often as they are cheap.
  ///
  /// - Parameters:
  ///   - addressSpace: Limit of the program's address space in KiB; nil for none.
  ///   - program: Another program that is run in its stead.
  init(
    _ arguments: [String], in folder: TemporaryFolder, setting variables: [String: String] = [:],
    addressSpace: Int? = nil, program: String = Program.path
  ) throws {
    output = try folder.write([], to: "output-\(UUID()).txt")
    complaints = try folder.write([], to: "complaints-\(UUID()).txt")
    let limit = addressSpace.map { "ulimit -v \($0) && " } ?? ""
    let script = "cd \"$0\" && \(limit)exec \"$@\""
    var environment = ProcessInfo.processInfo.environment
    environment["BONDLAB_RESULTS"] = nil
    environment["BONDLAB_CHECKPOINT_SECONDS"] = "0.1"
    environment.merge(variables) { _, new in new }
    process = try Self.spawn(
      ["/bin/sh", "-c", script, folder.path, program] + arguments,
      environment.map { "\($0)=\($1)" }, output: output, complaints: complaints)
  }

  private static func spawn(
    _ words: [String], _ environment: [String], output: String, complaints: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_APPEND, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, complaints, O_WRONLY | O_APPEND, 0)
    for descriptor in Int32(3)..<1024 where fcntl(descriptor, F_GETFD) >= 0 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    // Threads that tests run on may block signals, and a program would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let (arguments, variables) = (words.map { strdup($0) }, environment.map { strdup($0) })
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(
      &process, words[0], &actions, &attributes, arguments + [nil], variables + [nil])
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    return process
  }

  var isRunning: Bool {
    if end == nil {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process { end = status }
    }
    return end == nil
  }

  func send(_ signal: Int32) { if isRunning { kill(process, signal) } }

  /// The text on standard error so far.
  var complaintsSoFar: String { text(complaints) }

  /// The text on standard output so far.
  var outputSoFar: String { text(output) }

  /// Waits for the end without keeping a thread from other tests.
  func end() async throws -> Program.Outcome {
    while isRunning { try await Task.sleep(for: .milliseconds(50)) }
    return outcome()
  }

  /// Kills the program, so that no test leaves one behind.
  deinit { send(SIGKILL) }

  /// The processes that the program has started.
  var workers: [pid_t] {
    let threads =
      (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return threads.flatMap { thread in
      let path = "/proc/\(process)/task/\(thread)/children"
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { pid_t($0) }
    }
  }

  /// Waits for the end; the status is the exit code, or the signal that killed it.
  func outcome() -> Program.Outcome {
    if isRunning {
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      end = status
    }
    let status = end ?? 0
    let signal = status & 0x7F
    return Program.Outcome(
      status: signal == 0 ? (status >> 8) & 0xFF : signal, output: text(output),
      complaints: text(complaints))
  }

  private func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
