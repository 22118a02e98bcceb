/// Decides when which stages are submitted: one request at a time, with pauses between.
struct SubmissionPace {
  /// Something to do now.
  enum Step {
    case submit(SubmissionCollector.Batch)
    /// Ask again after this number of seconds.
    case wait(Double)
  }

  /// The most seconds that submissions are held back after Slurm did not answer one.
  private static let longestPause = 60.0

  private let settings: SlurmSettings
  private var collector: SubmissionCollector
  /// Whether a request is on its way.
  private(set) var isSubmitting = false
  private var mayGoOnAt = 0.0

  init(_ settings: SlurmSettings) {
    self.settings = settings
    collector = SubmissionCollector(
      limit: min(settings.arraySize, 1000), delay: settings.timing.collect)
  }

  /// Limits arrays to the size that the site allows.
  mutating func learn(_ site: SlurmConfiguration) {
    let most = site.maximumArraySize.map { max(1, $0 - 1) } ?? settings.arraySize
    collector.limit = min(settings.arraySize, most)
  }

  mutating func add(_ stage: String, _ request: SlurmRequest, isSingle: Bool, at now: Double) {
    collector.add(stage, request, isSingle: isSingle, at: now)
  }

  /// Takes a stage out; returns false where it isn't here, so that Slurm may have it.
  mutating func remove(_ stage: String) -> Bool { collector.remove(stage) }

  /// Returns what to do now; nil where something else has to happen first.
  ///
  /// - Parameter tasks: Number of all stages of the executor, those that wait here included.
  mutating func next(tasks: Int, at now: Double) -> Step? {
    guard !isSubmitting, !collector.isEmpty else { return nil }
    if now < mayGoOnAt { return .wait(mayGoOnAt - now) }
    let room = settings.jobs - (tasks - collector.count)
    guard let batch = collector.next(room: room, at: now) else { return nil }
    isSubmitting = true
    return .submit(batch)
  }

  /// Takes notice of the answer to a request, or that there was none.
  mutating func answered(_ answer: SubmissionAnswer, at now: Double) {
    isSubmitting = false
    var pause = settings.timing.submit
    if case .unanswered = answer { pause = min(Self.longestPause, settings.timing.settle / 2) }
    mayGoOnAt = now + pause
  }
}
