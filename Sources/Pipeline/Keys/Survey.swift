internal import Spec

/// The need of every stage of a plan, in its order.
package struct Survey: Sendable {
  package let needs: [CacheStatus]
  /// By place in the plan, results that are to be taken over; these stages count as cached, though
  /// the store doesn't have them under their keys yet.
  package let takeovers: [Int: Takeover]
  /// By place in the plan, why a stage that was to be taken over can't be.
  package let refusals: [Int: TakeoverRefusal]

  /// How many stages are done, follow others, will run, may run, and will not.
  package var counts: (cached: Int, following: Int, due: Int, uncertain: Int, pruned: Int) {
    var counts = (cached: 0, following: 0, due: 0, uncertain: 0, pruned: 0)
    for need in needs {
      switch need {
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
  /// Looks every stage up; nothing is done or written. A run begins with the same survey.
  ///
  /// - Parameters:
  ///   - edges: Those of this plan.
  ///   - forced: Stages that are to be done again whatever the store has.
  ///   - accepted: Stages that are to have their last results under their new keys.
  package func survey(
    _ store: some StageStore, _ keying: StageKeying, _ edges: PlanEdges,
    forced: Set<StageID> = [], accepted: Set<StageID> = []
  ) throws -> Survey {
    var gates: [Int: CacheStatus] = [:]
    var search = SearchProgress(self)
    for place in search?.gatedPlaces ?? [] { gates[place] = .undecided }
    var takeovers = TakeoverSearch(accepted)
    while true {
      var surveyor = Surveyor(
        self, store: store, resolver: KeyResolver(self, edges: edges, keying: keying),
        forced: forced, gates: gates, takeovers: takeovers)
      for place in stages.indices { try surveyor.look(at: place) }
      let needs = try surveyor.settled()
      // What is taken over is so for every stage of its key, also for those that came before.
      let isKnown = surveyor.takeovers.found.count == takeovers.found.count
      takeovers = surveyor.takeovers
      if !isKnown { continue }
      // What the search can decide already opens gates, so that there is more to look at.
      guard try search?.takeIn(needs, store, &gates) == true else {
        return Survey(needs: needs, takeovers: surveyor.taken, refusals: surveyor.refused)
      }
    }
  }
}
