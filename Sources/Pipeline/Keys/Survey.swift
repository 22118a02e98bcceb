internal import Spec

/// The cache status of every stage of a plan, in its order.
package struct Survey: Sendable {
  package let statuses: [CacheStatus]
  /// Results that are to be taken over, by the indices of their stages, which count as cached,
  /// though the store doesn't have them under their keys yet.
  package let takeovers: [Int: Takeover]
  /// Reasons why stages that were to be taken over can't be, by the indices of the stages.
  package let refusals: [Int: TakeoverRefusal]

  /// Numbers of stages that are done, follow others, will run, may run, and will not run.
  package var counts: (cached: Int, following: Int, due: Int, uncertain: Int, pruned: Int) {
    var counts = (cached: 0, following: 0, due: 0, uncertain: 0, pruned: 0)
    for status in statuses {
      switch status {
      case .cached: counts.cached += 1
      case .follows: counts.following += 1
      case .due, .dueAfter: counts.due += 1
      case .waits, .undecided: counts.uncertain += 1
      case .pruned: counts.pruned += 1
      }
    }
    return counts
  }
}

extension Plan {
  /// Looks every stage up in the store; nothing is done or written.
  ///
  /// A run begins with the same survey.
  ///
  /// - Parameters:
  ///   - edges: The edges of this plan.
  ///   - forced: Stages that are to be done again whatever the store has.
  ///   - accepted: Stages that are to have their last results under their new keys.
  package func survey(
    _ store: some StageStore, _ keying: StageKeying, _ edges: PlanEdges,
    forced: Set<StageID> = [], accepted: Set<StageID> = []
  ) throws -> Survey {
    var gates: [Int: CacheStatus] = [:]
    var search = SearchProgress(self)
    for index in search?.gatedStages ?? [] { gates[index] = .undecided }
    var takeovers = TakeoverSearch(accepted)
    while true {
      var surveyor = Surveyor(
        self, store: store, resolver: KeyResolver(self, edges: edges, keying: keying),
        forced: forced, gates: gates, takeovers: takeovers)
      for index in stages.indices { try surveyor.look(at: index) }
      let statuses = try surveyor.settled()
      // What is taken over is so for every stage of its key, also for those that came before.
      let isKnown = surveyor.takeovers.found.count == takeovers.found.count
      takeovers = surveyor.takeovers
      if !isKnown { continue }
      // What the search can decide already opens gates, so that there is more to look at.
      guard try search?.takeIn(statuses, store, &gates) == true else {
        return Survey(statuses: statuses, takeovers: surveyor.taken, refusals: surveyor.refused)
      }
    }
  }
}
