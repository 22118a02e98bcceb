internal import Pipeline
internal import Scheduling
internal import Storage

/// Records in the database how a run goes; cached stages are recorded together.
///
/// If the database can't be written, a warning is printed once and the run goes on, as its results
/// are stored separately.
final class RunRecorder: RunObserver, @unchecked Sendable {
  // Guard: the scheduler calls observers from one queue, one event after the other.
  private let store: ResultsStore
  private let run: Int
  private let search: PlannedSearch?
  private var pending: [RunStageChange] = []
  private var hasComplained = false

  /// Creates the recorder of a run.
  ///
  /// - Parameter search: The search of the plan, if it has one.
  init(_ store: ResultsStore, run: Int, search: PlannedSearch?) {
    self.store = store
    self.run = run
    self.search = search
  }

  func observe(_ event: RunEvent) {
    switch event {
    case .cached(let stages):
      pending += stages.map { stage, known in
        RunStageChange(stage.id, .cached, fingerprint: known.fingerprint)
      }
    case .started(let stage, let fingerprint, _, let log):
      note(RunStageChange(stage.id, .running, fingerprint: fingerprint, log: log))
    case .done(let stage, let known, let seconds):
      note(
        RunStageChange(stage.id, .done, fingerprint: known.fingerprint, seconds: seconds))
    case .failed(let stage, let failure, _, _):
      note(RunStageChange(stage.id, .failed, message: failure.message))
    case .stopped(let stage): note(RunStageChange(stage.id, .interrupted))
    case .skipped(let stage, _): note(RunStageChange(stage.id, .skipped))
    case .pruned(let stage): note(RunStageChange(stage.id, .skipped))
    case .decided(let decision):
      if let search { attempt { try store.note([decision], of: search, run: run) } }
    case .progress, .retried, .elsewhere, .tick: break
    case .finished(let outcome): finish(outcome)
    }
  }

  private func note(_ change: RunStageChange) {
    pending.append(change)
    flush()
  }

  private func flush() {
    guard !pending.isEmpty else { return }
    attempt { try store.note(pending, run: run) }
    pending = []
  }

  private func finish(_ outcome: RunState.Outcome) {
    flush()
    attempt {
      switch outcome {
      case .done: try store.finishRun(run, .done)
      case .failed: try store.finishRun(run, .failed)
      case .interrupted: try store.finishRun(run, .interrupted)
      }
    }
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch {
      if !hasComplained { complain("warning: the run can't be recorded: \(error)") }
      hasComplained = true
    }
  }
}
