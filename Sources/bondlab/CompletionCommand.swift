@preconcurrency internal import Glibc
internal import Pipeline
internal import Scheduling
internal import Synchronization

/// What a user wants to be run when a run has ended.
final class CompletionCommand: RunObserver {
  /// What all variables of a process may take is limited.
  private static let mostNames = 100

  private let failed = Mutex<[String]>([])
  private let command: String

  init(_ command: String) { self.command = command }

  func observe(_ event: RunEvent) {
    if case .failed(let stage, _, _, _) = event {
      failed.withLock { $0.append(stage.id.description) }
    }
  }

  /// Runs it; a failure of its own is a warning and changes nothing.
  ///
  /// It finds in its environment how the run ended, and in `BONDLAB_FAILED` the ids of the stages
  /// that failed, one a line.
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
