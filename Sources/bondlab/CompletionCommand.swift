@preconcurrency internal import Glibc
internal import Pipeline
internal import Scheduling
internal import Synchronization

/// The command that a user wants executed when a run has ended.
final class CompletionCommand: RunObserver {
  /// Limit on the failed stages that are named, as the environment of a process is limited.
  private static let mostNames = 100

  private let failed = Mutex<[String]>([])
  private let command: String

  init(_ command: String) { self.command = command }

  func observe(_ event: RunEvent) {
    if case .failed(let stage, _, _, _) = event {
      failed.withLock { $0.append(stage.id.description) }
    }
  }

  /// Executes the command; if it fails, a warning is printed and nothing else changes.
  ///
  /// The command finds in its environment how the run ended, and in `BONDLAB_FAILED` the ids of the
  /// stages that failed, one a line.
  func perform(_ outcome: RunState.Outcome, experiment: String, run: Int, results: String) {
    let names = failed.withLock { $0.prefix(Self.mostNames).joined(separator: "\n") }
    let variables = [
      "OUTCOME": outcome.rawValue, "EXPERIMENT": experiment, "RUN": "\(run)", "RESULTS": results,
      "FAILED": names,
    ]
    for (name, value) in variables { setenv("BONDLAB_\(name)", value, 1) }
    if let problem = ProgramStart.shell(command) {
      complain("warning: --on-done '\(command)': \(problem)")
    }
  }
}
