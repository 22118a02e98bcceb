internal import FoundationEssentials
internal import Pipeline
internal import Scheduling
internal import Storage

/// A run as it stands at one moment, read from the store and from the files beside it.
struct WatchedRun {
  let run: RunRecord
  let stages: [WatchedStage]
  private let past: [String: Double]
  private let now: Date

  /// Reads what a run says of its stages.
  ///
  /// - Parameters:
  ///   - past: Seconds that stages took in earlier runs, by their ids.
  ///   - files: How the files beside the database are read.
  init(
    _ run: RunRecord, _ store: ResultsStore, past: [String: Double],
    files: any WatchedFiles = PlainWatchedFiles()
  ) throws {
    let (now, number) = (Date(), run.summary.id)
    (self.run, self.past, self.now) = (run, past, now)
    let progress = files.progress(in: store.progressFile(run: number))
    let drawn = Self.drawn(run.stages)
    stages = try run.stages.map { stage in
      let id = stage.id.description
      let state = WatchedStage.State(rawValue: stage.status.rawValue) ?? .waiting
      var watched = WatchedStage(id, name: stage.name, state, seconds: stage.seconds)
      watched.message = stage.message
      if state == .running {
        watched.progress = progress[id]
        watched.seconds = stage.started.flatMap { Self.seconds(from: $0, to: now) }
      }
      if drawn.contains(stage.id), let log = try store.log(of: stage, run: number) {
        watched.curve = files.curve(in: log.path)
      }
      return watched
    }
  }

  /// Whether the run's process is at work.
  var isRunning: Bool { run.summary.status == .running }

  var picture: RunPicture {
    RunPicture(title, stages, left: isRunning ? TimeLeft(stages, past: past) : nil)
  }

  /// What runs, and since when.
  var title: String {
    let end = run.summary.finished.flatMap(Self.date) ?? (isRunning ? now : nil)
    let seconds = end.flatMap { end in
      Self.date(run.summary.started).map { max(0, end.timeIntervalSince($0)) }
    }
    let duration = seconds.map { (isRunning ? " for " : " after ") + ProgressText.duration($0) }
    return "\(run.summary.experiment), run \(run.summary.id): \(run.summary.status.rawValue)"
      + (duration ?? "")
  }

  /// Chooses the stages whose curves are drawn: those that run, and of each name the one that was
  /// begun last.
  private static func drawn(_ stages: [RunStageRecord]) -> Set<StageID> {
    var (latest, chosen): ([String: RunStageRecord], Set<StageID>) = ([:], [])
    for stage in stages where stage.log != nil {
      if stage.status == .running { chosen.insert(stage.id) }
      if (latest[stage.name]?.started ?? "") <= (stage.started ?? "") {
        latest[stage.name] = stage
      }
    }
    return chosen.union(latest.values.map(\.id))
  }

  private static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }

  private static func seconds(from text: String, to now: Date) -> Double? {
    date(text).map { max(0, now.timeIntervalSince($0)) }
  }
}

/// Reads the files beside the database that say how far the stages of a run are.
protocol WatchedFiles {
  func progress(in path: String) -> [String: StageProgress]
  /// Returns the points of the training loss in a log.
  func curve(in path: String) -> [Double]
}

/// Reads files whole, each time.
struct PlainWatchedFiles: WatchedFiles {
  func progress(in path: String) -> [String: StageProgress] { ProgressFile.progress(at: path) }
  func curve(in path: String) -> [Double] { LossLog.points(in: path) }
}

extension ResultsStore {
  /// Reads how long the stages of an experiment took when they were last done, by their ids.
  func secondsOfStages(of experiment: String) throws -> [String: Double] {
    Dictionary(
      try pastStages(of: experiment).map { ($0.id.description, $0.seconds) },
      uniquingKeysWith: { latest, _ in latest })
  }
}
