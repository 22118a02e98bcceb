internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Spec
internal import Storage

/// The part of an experiment that a command plans or runs, with what it takes to look it up in the
/// store.
struct PlannedPart {
  let plan: Plan
  let edges: PlanEdges
  let forced: Set<StageID>
  let takeovers: TakeoverRequest
  let keying: StageKeying

  /// Prepares the lookup of a plan's stages.
  ///
  /// - Parameter allowsMissingData: Whether data and models may be missing. If so, the stages that
  ///   read them are pending; otherwise reading their files fails.
  /// - Throws: Where `--force` or `--accept` names a stage that the plan lacks.
  init(_ plan: Plan, _ treatment: TreatmentArguments, allowsMissingData: Bool = false) throws {
    (self.plan, edges) = (plan, PlanEdges(plan))
    keying = allowsMissingData ? StageKeying(digest: Self.digest) : StageKeying()
    forced = try plan.stages(named: treatment.force)
    takeovers = try TakeoverRequest(treatment.accept, in: plan)
  }

  /// Prepares the lookup of stages of which none is forced or accepted.
  init(_ plan: Plan) throws {
    (self.plan, edges) = (plan, PlanEdges(plan))
    (keying, forced, takeovers) = (StageKeying(), [], try TakeoverRequest([], in: plan))
  }

  /// Computes the digest of a file; a value that no file has where there is none.
  private static func digest(_ path: String) throws -> Fingerprint {
    FileKind(atPath: path) == .absent
      ? Fingerprint(ofFields: ["absent", path]) : try Fingerprint(ofFile: path)
  }

  /// Looks up every stage in the store and changes nothing.
  func survey(_ store: ResultsStore) throws -> Survey {
    try plan.survey(store, keying, edges, forced: forced, accepted: takeovers.stages)
  }

  /// Makes the lines to print about stages that were to be accepted and are not.
  ///
  /// - Throws: `RefusedTakeover` where nothing can be accepted for a name.
  func notices(_ survey: Survey) throws -> [String] { try takeovers.check(plan, survey) }

  /// Takes over the results that a survey found acceptable.
  ///
  /// - Parameter report: Receives a line for each stage.
  /// - Returns: A survey of the store afterwards.
  func accept(
    _ survey: Survey, in store: ResultsStore, report: (String) -> Void
  ) throws -> Survey {
    if survey.takeovers.isEmpty { return survey }
    let name = ProcessInfo.processInfo.userName
    for (index, takeover) in survey.takeovers.sorted(by: { $0.key < $1.key }) {
      let stage = plan.stages[index]
      try store.accept(
        stage: stage, key: takeover.key, from: takeover.former.fingerprint,
        differences: takeover.differences, by: name.isEmpty ? "unknown" : name)
      report("\(stage.id)  accepted: \(takeover.differences.joined(separator: "; "))")
    }
    return try self.survey(store)
  }
}
