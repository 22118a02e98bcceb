internal import Dispatch
internal import Glibc
package import Pipeline

/// Shows a run on standard error: live lines on a terminal, plain lines elsewhere.
package final class ProgressDisplay: RunObserver, @unchecked Sendable {
  // Guard: the scheduler calls observers from one queue, one event after the other.
  private static let (redrawInterval, plainInterval) = (0.1, 10.0)

  private let total: Int
  private let isLive: Bool
  private let rerun: @Sendable (PlannedStage) -> String
  private var running: [(id: String, progress: StageProgress?)] = []
  private var (done, cached, newlyCached, drawn) = (0, 0, 0, 0)
  private var shownAt: [String: Double] = [:]
  private var failures: [String] = []

  /// - Parameters:
  ///   - total: Stages of the plan.
  ///   - rerun: The command that runs one stage alone.
  package init(total: Int, rerun: @escaping @Sendable (PlannedStage) -> String) {
    (self.total, self.rerun) = (total, rerun)
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isLive = isatty(STDERR_FILENO) == 1 && terminal != "dumb"
  }

  package func observe(_ event: RunEvent) {
    switch event {
    case .cached:
      (done, cached, newlyCached) = (done + 1, cached + 1, newlyCached + 1)
    case .started(let stage, _, _):
      ended(stage)
      running.append((stage.id.description, nil))
      tell("\(stage.id)  started", onTerminalToo: false)
    case .progress(let stage, let progress): self.progress(stage, progress)
    case .retried(let stage, let message): tell("\(stage.id)  \(message); trying again")
    case .done(let stage, _, let seconds):
      ended(stage)
      done += 1
      tell("\(stage.id)  done in \(ProgressText.duration(seconds))")
    case .failed(let stage, let message, let log):
      ended(stage)
      tell("\(stage.id)  failed")
      failures.append(failureText(stage, message, log))
    case .stopped(let stage):
      ended(stage)
      tell("\(stage.id)  stopped; it goes on from here next time")
    case .skipped(let stage, let cause): tell("\(stage.id)  skipped: it needs \(cause.id)")
    case .finished: finish()
    }
    if isLive { redraw() }
  }

  private func ended(_ stage: PlannedStage) {
    running.removeAll { $0.id == stage.id.description }
  }

  private func progress(_ stage: PlannedStage, _ progress: StageProgress) {
    let id = stage.id.description
    if let index = running.firstIndex(where: { $0.id == id }) { running[index].progress = progress }
    guard !isLive, seconds() - shownAt[id, default: 0] >= Self.plainInterval else { return }
    shownAt[id] = seconds()
    tell(ProgressText.line(id, progress))
  }

  private func finish() {
    erase()
    running = []
    tellCached()
    write(ProgressText.summary(done: done, cached: cached, of: total) + "\n")
    for failure in failures { write(failure) }
  }

  /// Plain text above the live lines.
  private func tell(_ line: String, onTerminalToo: Bool = true) {
    guard onTerminalToo || !isLive else { return }
    erase()
    tellCached()
    write(line + "\n")
  }

  private func tellCached() {
    if newlyCached > 0 { write("\(newlyCached) stage\(newlyCached == 1 ? "" : "s") cached\n") }
    newlyCached = 0
  }

  private func redraw() {
    guard !running.isEmpty, drawn == 0 || seconds() - shownAt["", default: 0] >= Self.redrawInterval
    else { return }
    shownAt[""] = seconds()
    erase()
    let lines =
      running.map { ProgressText.line($0.id, $0.progress) }
      + [ProgressText.summary(done: done, cached: cached, of: total)]
    write(lines.map { ProgressText.cut($0, to: width()) + "\n" }.joined())
    drawn = lines.count
  }

  private func erase() {
    if drawn > 0 { write("\u{1B}[\(drawn)A\u{1B}[J") }
    drawn = 0
  }

  private func failureText(_ stage: PlannedStage, _ message: String, _ log: String?) -> String {
    var lines = ["", "\(stage.id) (\(stage.declaration.kind)) failed: \(message)"]
    lines.append("  defined at \(stage.place)")
    if let log {
      let tail = lastLines(of: log, count: 20)
      if !tail.isEmpty { lines += ["  the last lines of its log:"] + tail.map { "    \($0)" } }
      lines.append("  log: \(log)")
    }
    lines.append("  run it alone: \(rerun(stage))")
    return lines.joined(separator: "\n") + "\n"
  }

  private func lastLines(of path: String, count: Int) -> [String] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    let size = lseek(file, 0, SEEK_END)
    lseek(file, max(0, size - 16384), SEEK_SET)
    var reader = LineReader(file)
    var lines: [String] = []
    while let line = reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    if !reader.rest.isEmpty { lines.append(String(decoding: reader.rest, as: UTF8.self)) }
    return lines.suffix(count)
  }

  private func width() -> Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      ? Int(size.ws_col) : 80
  }

  private func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  private func write(_ text: String) { writeAll(Array(text.utf8), to: STDERR_FILENO) }
}
