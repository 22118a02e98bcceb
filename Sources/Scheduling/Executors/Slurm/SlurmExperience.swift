internal import Pipeline
internal import Spec

/// Remembers what to change after failures of stages: the nodes that failed under them, and how
/// much more memory and time they need than they declared.
struct SlurmExperience {
  private let settings: SlurmSettings
  private var excluded: [Fingerprint: Set<String>] = [:]
  private var growth: [Fingerprint: SlurmGrowth] = [:]

  init(_ settings: SlurmSettings) { self.settings = settings }

  /// Returns what the next attempt at a stage asks for.
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
