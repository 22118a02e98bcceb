internal import Dispatch
internal import Glibc
package import Pipeline
internal import Platform

/// Shows a run on standard error: live lines on a terminal; elsewhere one line for each stage, and
/// now and then another one for stages that take long.
package final class ProgressDisplay: RunObserver, @unchecked Sendable {
  // Guard: the scheduler calls observers from one queue, one event after the other.
  private static let redrawInterval = 0.1
  /// Seconds until a stage is worth a line of its own where there is no terminal, and between two
  /// such lines.
  private static let (patience, plainInterval) = (10.0, 60.0)

  private struct Running {
    let id: String
    var progress: StageProgress?
    /// When its step last changed, in seconds of the display's clock.
    var movedAt: Double
    /// When it is to be shown next where there is no terminal, in seconds of the display's clock.
    var dueAt: Double
  }

  private let total: Int
  private let output: Int32
  private let isLive: Bool
  private let isQuiet: Bool
  private let now: @Sendable () -> Double
  private var running: [Running] = []
  private var done = 0
  private var cached = 0
  private var newlyCached = 0
  private var leftOut = 0
  private var drawn = 0
  private var drawnAt = 0.0
  private var failures: [FailedStage] = []

  /// Creates a display of one run.
  ///
  /// - Parameters:
  ///   - total: Number of stages of the plan.
  ///   - isLive: Whether lines may be redrawn; nil to find out.
  ///   - isQuiet: Whether nothing is shown but, at the end, why stages failed.
  ///   - now: Returns the seconds since some fixed moment.
  package init(
    total: Int, output: Int32 = STDERR_FILENO, isLive: Bool? = nil,
    isQuiet: Bool = false,
    now: @escaping @Sendable () -> Double = {
      Double(DispatchTime.now().uptimeNanoseconds) / 1e9
    }
  ) {
    self.total = total
    self.output = output
    self.now = now
    self.isQuiet = isQuiet
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    self.isLive = !isQuiet && isLive ?? (isatty(output) == 1 && terminal != "dumb")
  }

  package func observe(_ event: RunEvent) {
    switch event {
    case .cached(let stages):
      (done, cached) = (done + stages.count, cached + stages.count)
      newlyCached += stages.count
    case .started(let stage, _, _, _): started(stage)
    case .progress(let stage, let progress): moved(stage, progress)
    case .elsewhere(let stage): show("\(stage.id)  is being done by another run")
    case .retried(let stage, let failure): show("\(stage.id)  \(failure); trying again")
    case .done(let stage, _, let seconds):
      ended(stage)
      done += 1
      show("\(stage.id)  done in \(ProgressText.duration(seconds))")
    case .failed(let stage, let failure, let attempts, let log):
      ended(stage)
      show("\(stage.id)  failed")
      failures.append(FailedStage(stage, failure, attempts: attempts, logFile: log))
    case .stopped(let stage):
      ended(stage)
      show("\(stage.id)  stopped; it goes on from here next time")
    case .skipped(let stage, let cause): show("\(stage.id)  skipped: it needs \(cause.id)")
    case .pruned(let stage):
      leftOut += 1
      show("\(stage.id)  not wanted any more")
    case .decided: break
    case .tick: if !isLive { showLongRunning() }
    case .finished: finish()
    }
    if isLive { redraw() }
  }

  /// Shows why stages failed; it is called last of all, so that nothing hides it.
  ///
  /// - Parameter rerun: The command that runs one stage alone.
  package func conclude(rerun: (PlannedStage) -> String) {
    send(FailureText.report(failures, rerun: rerun))
  }

  private func started(_ stage: PlannedStage) {
    ended(stage)
    let now = now()
    running.append(
      Running(id: stage.id.description, movedAt: now, dueAt: now + Self.patience))
  }

  private func ended(_ stage: PlannedStage) {
    running.removeAll { $0.id == stage.id.description }
  }

  private func moved(_ stage: PlannedStage, _ progress: StageProgress) {
    let id = stage.id.description
    guard let index = running.firstIndex(where: { $0.id == id }) else { return }
    if running[index].progress?.step != progress.step { running[index].movedAt = now() }
    running[index].progress = progress
  }

  private func showLongRunning() {
    let now = now()
    for index in running.indices where running[index].dueAt <= now {
      running[index].dueAt = now + Self.plainInterval
      show(line(running[index], now))
    }
  }

  private func line(_ stage: Running, _ now: Double) -> String {
    ProgressText.line(stage.id, stage.progress, idle: now - stage.movedAt)
  }

  private var summary: String {
    ProgressText.summary(done: done, cached: cached, leftOut: leftOut, of: total)
  }

  private func finish() {
    erase()
    running = []
    showCached()
    write(summary + "\n")
  }

  /// Writes a line of plain text above the live lines.
  private func show(_ line: String) {
    erase()
    showCached()
    write(line + "\n")
  }

  private func showCached() {
    if newlyCached > 0 { write("\(newlyCached) stage\(newlyCached == 1 ? "" : "s") cached\n") }
    newlyCached = 0
  }

  private func redraw() {
    let now = now()
    guard !running.isEmpty, drawn == 0 || now - drawnAt >= Self.redrawInterval else { return }
    drawnAt = now
    erase()
    let lines =
      running.map { line($0, now) }
      + [summary]
    write(lines.map { ProgressText.cut($0, to: width()) + "\n" }.joined())
    drawn = lines.count
  }

  private func erase() {
    if drawn > 0 { write("\u{1B}[\(drawn)A\u{1B}[J") }
    drawn = 0
  }

  private func width() -> Int { Terminal.columns(of: output) ?? 80 }

  /// Writes a text, unless the person asked for quiet.
  private func write(_ text: String) { if !isQuiet { send(text) } }

  private func send(_ text: String) { writeAll(Array(text.utf8), to: output) }
}
