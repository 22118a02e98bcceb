internal import Pipeline
internal import Platform
internal import Reporting
internal import Scheduling
internal import Storage
internal import Synchronization

/// Runs as they stand, read again only where something has changed.
final class RunSnapshots: Sendable {
  /// A run as it stood at some moment, for all who watch it.
  struct Snapshot {
    let page: String
    /// The part of the page that changes.
    let live: String
    let isRunning: Bool
    let status: String
  }

  private struct Kept {
    /// The mark of the database when the record was read.
    var databaseMark = ""
    var record: RunRecord?
    var mark = ""
    var snapshot: Snapshot?
    var past: [String: Double] = [:]
  }

  /// The most runs that a list shows, and the most that are kept.
  private static let (mostListed, mostKept) = (500, 64)
  /// The most stages of each kind that a page lists one by one.
  private static let mostStages = 12

  private let store: ServedStore
  private let files: ServedFiles
  private let kept = Mutex<[Int: Kept]>([:])

  init(_ store: ServedStore) {
    self.store = store
    files = ServedFiles(store)
  }

  /// The mark of the database, with one more every ten seconds: a process that ends without noting
  /// that in the database leaves no other trace.
  var mark: String {
    let tens = Self.start.duration(to: .now) / .seconds(10)
    let state = (try? store.current().changeMark()).map { "\($0.hashValue)" } ?? "unreadable"
    return "\(state) \(Int(tens))"
  }

  private static let start = ContinuousClock.now

  /// Returns a mark that differs as soon as the page of a run does.
  func mark(ofRun number: Int) -> String {
    guard let path = (try? store.current())?.progressFile(run: number) else { return mark }
    return "\(mark) \(FileSystem.modified(path)) \(FileSystem.size(path) ?? 0)"
  }

  /// Returns a mark that differs as soon as a run has other results.
  func reportMark(ofRun number: Int) -> String {
    guard let record = try? record(ofRun: number) else { return mark }
    let counts = record.summary.stages.filter { $0.key.isFinished || $0.key == .failed }
    return "\(record.summary.status) "
      + counts.map { "\($0.key) \($0.value)" }.sorted().joined(separator: " ")
  }

  /// Returns the record of a run; nil where there is none.
  func record(ofRun number: Int) throws -> RunRecord? { try current(number, mark)?.record }

  /// Returns the run as it stands; nil where there is none.
  func snapshot(ofRun number: Int) throws -> Snapshot? {
    let (databaseMark, mark) = (mark, mark(ofRun: number))
    guard var run = try current(number, databaseMark), let record = run.record else { return nil }
    if run.mark == mark, let snapshot = run.snapshot { return snapshot }
    let watched = try WatchedRun(record, try store.current(), past: run.past, files: files)
    let snapshot = Self.snapshot(watched)
    (run.mark, run.snapshot) = (mark, snapshot)
    kept.withLock { $0[number] = run }
    return snapshot
  }

  /// Returns what is kept of a run, read again where the database has changed.
  private func current(_ number: Int, _ mark: String) throws -> Kept? {
    if let run = kept.withLock({ $0[number] }), run.databaseMark == mark { return run }
    let store = try store.current()
    guard let record = try store.run(number) else { return nil }
    return try kept.withLock { kept in
      var run = kept[number] ?? Kept()
      if run.record == nil { run.past = try store.secondsOfStages(of: record.summary.experiment) }
      (run.databaseMark, run.record) = (mark, record)
      if kept.count >= Self.mostKept { kept = [:] }
      kept[number] = run
      return run
    }
  }

  /// Returns the list of runs.
  func list() throws -> RunList {
    let runs = try store.current().runs()
    let shown = runs.prefix(Self.mostListed).map { run in
      let done = (run.stages[.done] ?? 0) + (run.stages[.cached] ?? 0)
      let failed = run.stages[.failed] ?? 0
      let total = run.stages.values.reduce(0, +)
      return RunList.Run(
        number: run.id, experiment: run.experiment, status: run.status.rawValue,
        started: run.started, ended: run.finished ?? "",
        stages: "\(done)/\(total) done" + (failed > 0 ? ", \(failed) failed" : ""))
    }
    return RunList(shown, folder: store.folder, omitted: runs.count - shown.count)
  }

  private static func snapshot(_ watched: WatchedRun) -> Snapshot {
    let record = watched.run
    let (running, failed) = (
      watched.stages.filter { $0.state == .running }, watched.stages.filter { $0.state == .failed }
    )
    let view = RunView(
      number: record.summary.id, summary: watched.picture.summary,
      groups: StageGroup.groups(of: watched.stages).map { group in
        RunView.Group(
          name: group.name, done: group.done, total: group.stages.count, counts: group.counts,
          time: group.duration, curve: group.curve)
      }, running: running.prefix(mostStages).map(Self.running),
      failures: failed.prefix(mostStages).map { stage in
        "\(stage.id): \(stage.message?.split(separator: "\n").first ?? "")"
      })
    let facts = [
      ("experiment", record.summary.experiment), ("started", record.summary.started),
      ("spec", record.request.specFile), ("command", record.request.command),
      ("git commit", record.request.revision ?? ""), ("bondlab", record.version),
      ("machine", record.host),
    ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
    return Snapshot(
      page: view.page(
        title: watched.title, experiment: record.summary.experiment, facts: facts,
        isLive: watched.isRunning),
      live: view.live(title: watched.title), isRunning: watched.isRunning,
      status: record.summary.status.rawValue)
  }

  private static func running(_ stage: WatchedStage) -> RunView.Running {
    var line = ProgressText.line(stage.id, stage.progress)
    if stage.progress == nil, let seconds = stage.seconds {
      line += " for \(ProgressText.duration(seconds))"
    }
    let share = stage.progress.flatMap { progress in
      progress.steps > 0 ? Double(progress.step) / Double(progress.steps) : nil
    }
    return RunView.Running(line: line, share: share, curve: stage.curve)
  }
}
