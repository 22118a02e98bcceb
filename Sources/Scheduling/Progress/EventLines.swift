internal import Glibc
internal import Pipeline
internal import Options
internal import Spec

/// Writes the events of a run for other programs, one JSON object a line.
///
/// Every line has `event`, `time` and `run`. Events of a stage have `stage` (its id), `name`,
/// `kind` and `cell` (axis to label) besides, and
/// - `cached`: `key`
/// - `started`: `key`, `attempt`, `log`
/// - `progress`: `step`, `steps`, `note` and, where they are known, `tokens_per_second` and
///   `seconds_left`
/// - `retried`: `cause` (a ``FailureKind``), `message`
/// - `done`: `key`, `seconds`
/// - `failed`: `cause`, `message`, `attempt` and, if it has begun, `log`
/// - `skipped`: `because`, the id of the stage that failed
/// - `elsewhere`, `stopped`, `pruned`: nothing more
///
/// `decided` reports a decision of a search: `trial` and `rung`, from 0, `goes_on`, and the `value`
/// that the trial was judged by, if it has one. The last event is `finished` with an `outcome`:
/// `done`, `failed` or `interrupted`.
package final class EventLines: RunObserver, Sendable {
  private let run: Int
  private let output: Int32
  private let now: @Sendable () -> String

  /// Creates an observer that writes to a file descriptor.
  ///
  /// - Parameters:
  ///   - run: The run's number.
  ///   - now: Returns the time as it is to be written.
  package init(run: Int, output: Int32 = STDOUT_FILENO, now: @escaping @Sendable () -> String) {
    self.run = run
    self.output = output
    self.now = now
  }

  package func observe(_ event: RunEvent) {
    switch event {
    case .cached(let stages):
      for (stage, finished) in stages {
        write("cached", stage, ["key": .text(finished.fingerprint.description)])
      }
    case .started(let stage, let key, let attempt, let log):
      write(
        "started", stage,
        ["key": .text(key.description), "attempt": .integer(attempt), "log": .text(log)])
    case .progress(let stage, let progress): write("progress", stage, fields(of: progress))
    case .elsewhere(let stage): write("elsewhere", stage)
    case .retried(let stage, let failure): write("retried", stage, fields(of: failure))
    case .done(let stage, let finished, let seconds):
      write(
        "done", stage,
        ["key": .text(finished.fingerprint.description), "seconds": .number(seconds)])
    case .failed(let stage, let failure, let attempts, let log):
      var fields = fields(of: failure)
      fields["attempt"] = .integer(attempts)
      fields["log"] = log.map { .text($0) }
      write("failed", stage, fields)
    case .stopped(let stage): write("stopped", stage)
    case .skipped(let stage, let cause):
      write("skipped", stage, ["because": .text(cause.id.description)])
    case .pruned(let stage): write("pruned", stage)
    case .decided(let decision): write("decided", fields(of: decision))
    case .tick: break
    case .finished(let outcome): write("finished", ["outcome": .text(outcome.rawValue)])
    }
  }

  private func fields(of failure: StageFailure) -> [String: Value] {
    ["cause": .text(failure.kind.rawValue), "message": .text(failure.message)]
  }

  private func fields(of decision: SearchState.Decision) -> [String: Value] {
    var fields: [String: Value] = [
      "rung": .integer(decision.rung), "trial": .integer(decision.trial),
      "goes_on": .boolean(decision.goesOn),
    ]
    if let value = decision.value, value.isFinite { fields["value"] = .number(value) }
    return fields
  }

  private func fields(of progress: StageProgress) -> [String: Value] {
    var fields: [String: Value] = [
      "step": .integer(progress.step), "steps": .integer(progress.steps),
      "note": .text(progress.note),
    ]
    // JSON has no infinity, and no program would miss it.
    let known = [
      ("tokens_per_second", progress.tokensPerSecond), ("seconds_left", progress.secondsLeft),
    ]
    for case (let name, let number?) in known where number.isFinite {
      fields[name] = .number(number)
    }
    return fields
  }

  private func write(_ event: String, _ stage: PlannedStage, _ more: [String: Value] = [:]) {
    let cell = Dictionary(
      stage.cell.map { ($0.axis, Value.text($0.label)) }, uniquingKeysWith: { first, _ in first })
    let fields: [String: Value] = [
      "stage": .text(stage.id.description), "name": .text(stage.name),
      "kind": .text(stage.declaration.kind), "cell": .map(cell),
    ]
    write(event, fields.merging(more) { _, new in new })
  }

  private func write(_ event: String, _ fields: [String: Value]) {
    let all = fields.merging(
      ["event": .text(event), "time": .text(now()), "run": .integer(run)], uniquingKeysWith: { $1 })
    writeAll(Array((Value.map(all).canonicalJSON + "\n").utf8), to: output)
  }
}
