internal import Pipeline
internal import Stages
internal import Storage

/// The stages of a plan that are yet to be done, and what is there of them.
struct PendingStages {
  let plan: Plan
  let survey: Survey
  /// By place in the plan, where a stage goes on that was stopped before its end.
  let resumptions: [Int: Resumption]

  init(_ plan: Plan, _ survey: Survey, _ store: ResultsStore) throws {
    (self.plan, self.survey) = (plan, survey)
    var resumptions: [Int: Resumption] = [:]
    for (place, need) in survey.needs.enumerated() {
      // Before its inputs are there, a stage has no key, and so was never begun.
      guard case .due(let key, _) = need else { continue }
      resumptions[place] = try store.waitingWork(for: key.fingerprint)
        .flatMap { StageCatalog.resumption(of: plan.stages[place], from: $0) }
    }
    self.resumptions = resumptions
  }

  /// Whether the stage at a place will be done, or may be.
  func contains(_ place: Int) -> Bool {
    switch survey.needs[place] {
    case .due, .dueAfter, .waits, .undecided: true
    case .cached, .follows, .pruned: false
    }
  }

  /// The same of a stage of the plan.
  var ids: Set<StageID> {
    Set(plan.stages.indices.filter(contains).map { plan.stages[$0].id })
  }
}
