/// The stages that are to be submitted, and when: one request at a time, with pauses between. A
/// value that decides.
struct SubmissionPace {
  /// What to do now.
  enum Step {
    case submit(SubmissionCollector.Batch)
    /// Ask again after so many seconds.
    case wait(Double)
  }

  /// The longest that submissions are held back after Slurm did not answer one, in seconds.
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

  /// Keeps to the size that the site's arrays may have.
  mutating func learn(_ site: SlurmConfiguration) {
    let most = site.maximumArraySize.map { max(1, $0 - 1) } ?? settings.arraySize
    collector.limit = min(settings.arraySize, most)
  }

  mutating func add(_ stage: String, _ request: SlurmRequest, isSingle: Bool, at now: Double) {
    collector.add(stage, request, isSingle: isSingle, at: now)
  }

  /// Takes a stage out; false where it isn't here, so that it may be with Slurm.
  mutating func remove(_ stage: String) -> Bool { collector.remove(stage) }

  /// What to do now; nil where something else has to happen first.
  ///
  /// - Parameter tasks: How many stages there are, those that wait here included.
  mutating func next(tasks: Int, at now: Double) -> Step? {
    guard !isSubmitting, !collector.isEmpty else { return nil }
    if now < mayGoOnAt { return .wait(mayGoOnAt - now) }
    let room = settings.jobs - (tasks - collector.count)
    guard let batch = collector.next(room: room, at: now) else { return nil }
    isSubmitting = true
    return .submit(batch)
  }

  /// Slurm has answered a request, or has not.
  mutating func answered(_ answer: SubmissionAnswer, at now: Double) {
    isSubmitting = false
    var pause = settings.timing.submit
    if case .unanswered = answer { pause = min(Self.longestPause, settings.timing.settle / 2) }
    mayGoOnAt = now + pause
  }
}
