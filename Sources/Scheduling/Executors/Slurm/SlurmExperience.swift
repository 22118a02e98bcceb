internal import Pipeline
internal import Spec

/// What the failures of stages teach: nodes that failed under them, and what they need more than
/// they declared.
struct SlurmExperience {
  private let settings: SlurmSettings
  private var excluded: [Fingerprint: Set<String>] = [:]
  private var growth: [Fingerprint: SlurmGrowth] = [:]

  init(_ settings: SlurmSettings) { self.settings = settings }

  /// What the next attempt at a stage asks for.
  func request(for job: StageJob) -> SlurmRequest {
    SlurmRequest(
      job, settings, growth: growth[job.key] ?? SlurmGrowth(),
      excluded: Array(excluded[job.key] ?? []))
  }

  mutating func learn(_ verdict: SubmissionVerdict, of stage: Fingerprint) {
    switch verdict {
    case .memory: growth[stage, default: SlurmGrowth()].memory *= settings.factor
    case .timeout: growth[stage, default: SlurmGrowth()].time *= settings.factor
    case .machine(_, let nodes):
      let names = nodes.split(separator: ",").map(String.init).filter { $0 != "(null)" }
      excluded[stage, default: []].formUnion(names)
    default: break
    }
  }
}
