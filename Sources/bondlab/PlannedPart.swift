internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Spec
internal import Storage

/// What of an experiment is to be done, and what it takes to look it up: the same for `plan` and
/// `run`.
struct PlannedPart {
  let plan: Plan
  let edges: PlanEdges
  let forced: Set<StageID>
  let takeovers: TakeoverRequest
  let keying: StageKeying

  /// - Parameter bearsAbsence: Whether data and models may be missing: what is made of them is then
  ///   pending, while else reading their files fails.
  init(_ plan: Plan, _ treatment: TreatmentArguments, bearsAbsence: Bool = false) throws {
    (self.plan, edges) = (plan, PlanEdges(plan))
    keying = bearsAbsence ? StageKeying(digest: Self.digest) : StageKeying()
    forced = try plan.stages(named: treatment.force)
    takeovers = try TakeoverRequest(treatment.accept, in: plan)
  }

  /// The digest of a file, or what no file's is where there is none.
  private static func digest(_ path: String) throws -> Fingerprint {
    FileKind(atPath: path) == .absent
      ? Fingerprint(ofFields: ["absent", path]) : try Fingerprint(ofFile: path)
  }

  /// Looks every stage up; nothing is changed.
  func survey(_ store: ResultsStore) throws -> Survey {
    try plan.survey(store, keying, edges, forced: forced, accepted: takeovers.stages)
  }

  /// What to tell of stages that were to be accepted and aren't.
  ///
  /// - Throws: `RefusedTakeover` where nothing can be accepted for a name.
  func notices(_ survey: Survey) throws -> [String] { try takeovers.check(plan, survey) }

  /// Takes over what a survey found is to be, and answers how things are then.
  ///
  /// - Parameter tell: Is given a line for each stage.
  func accept(
    _ survey: Survey, in store: ResultsStore, tell: (String) -> Void
  ) throws -> Survey {
    if survey.takeovers.isEmpty { return survey }
    let name = ProcessInfo.processInfo.userName
    for (place, takeover) in survey.takeovers.sorted(by: { $0.key < $1.key }) {
      let stage = plan.stages[place]
      try store.accept(
        stage: stage, key: takeover.key, from: takeover.former.fingerprint,
        differences: takeover.differences, by: name.isEmpty ? "unknown" : name)
      tell("\(stage.id)  accepted: \(takeover.differences.joined(separator: "; "))")
    }
    return try self.survey(store)
  }
}
