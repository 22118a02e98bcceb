import Foundation
import TestSupport

/// The program as built beside the tests, run as its users run it.
enum Program {
  /// What a run of the program left.
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

  /// The test runner names the bundle that it runs; the program is built into the same folder.
  /// `BONDLAB_PROGRAM` names another, such as one built for speed.
  static let path: String = {
    if let other = ProcessInfo.processInfo.environment["BONDLAB_PROGRAM"] { return other }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "bondlab").path
  }()
}

/// A run of the program that has not been waited for; its output goes to files.
final class RunningProgram {
  private let process = Process()
  private let output: String
  private let complaints: String

  /// Starts the program in `folder`, with checkpoints as often as they are cheap.
  ///
  /// - Parameter addressSpace: The most of it that the program may have, in KiB; nil for no limit.
  init(
    _ arguments: [String], in folder: TemporaryFolder, setting variables: [String: String] = [:],
    addressSpace: Int? = nil
  ) throws {
    output = try folder.write([], to: "output-\(UUID()).txt")
    complaints = try folder.write([], to: "complaints-\(UUID()).txt")
    let limit = addressSpace.map { "ulimit -v \($0) && " } ?? ""
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", limit + "exec \"$0\" \"$@\"", Program.path] + arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    var environment = ProcessInfo.processInfo.environment
    environment["BONDLAB_RESULTS"] = nil
    environment["BONDLAB_CHECKPOINT_SECONDS"] = "0.1"
    process.environment = environment.merging(variables) { _, new in new }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: complaints)
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// What it has complained of so far.
  var complaintsSoFar: String { text(complaints) }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end without keeping a thread from other tests.
  func end() async throws -> Program.Outcome {
    while process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    return outcome()
  }

  /// No test leaves one behind.
  deinit { if process.isRunning { send(SIGKILL) } }

  /// The processes that the program has started.
  var workers: [pid_t] {
    let process = process.processIdentifier
    let threads =
      (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return threads.flatMap { thread in
      let path = "/proc/\(process)/task/\(thread)/children"
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { pid_t($0) }
    }
  }

  /// Waits for the end.
  func outcome() -> Program.Outcome {
    process.waitUntilExit()
    return Program.Outcome(
      status: process.terminationStatus, output: text(output), complaints: text(complaints))
  }

  private func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
