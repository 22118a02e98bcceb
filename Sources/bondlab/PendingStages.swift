internal import Pipeline
internal import Stages
internal import Storage

/// The stages of a plan that are yet to be done, and the steps from which stopped ones continue.
struct PendingStages {
  let plan: Plan
  let survey: Survey
  /// The steps from which stages continue that were stopped before their end, by index in the plan.
  let resumptions: [Int: Resumption]

  init(_ plan: Plan, _ survey: Survey, _ store: ResultsStore) throws {
    (self.plan, self.survey) = (plan, survey)
    var resumptions: [Int: Resumption] = [:]
    for (index, status) in survey.statuses.enumerated() {
      // A stage without its inputs has no key yet, so it was never begun.
      guard case .due(let key, _) = status else { continue }
      resumptions[index] = try store.waitingWork(for: key.fingerprint)
        .flatMap { StageCatalog.resumption(of: plan.stages[index], from: $0) }
    }
    self.resumptions = resumptions
  }

  /// Whether the stage of an index in the plan will be done, or may be.
  func contains(_ index: Int) -> Bool {
    switch survey.statuses[index] {
    case .due, .dueAfter, .waits, .undecided: true
    case .cached, .follows, .pruned: false
    }
  }

  /// The ids of all stages that will be done, or may be.
  var ids: Set<StageID> {
    Set(plan.stages.indices.filter(contains).map { plan.stages[$0].id })
  }
}
