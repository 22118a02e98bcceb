extension RunState {
  /// Number of stages behind one that has to wait that are looked at, for one that fits beside it.
  private static let lookahead = 64

  /// Launches the ready stages that fit, in the order of ranks.
  ///
  /// The first stage that doesn't fit has all that it needs kept free: others pass it only with
  /// what it leaves, and nothing of what it waits for. So it starts at the latest when all that
  /// run now have ended, however many small ones become ready meanwhile.
  mutating func launchReady() -> [Action] {
    guard mayGoOn else { return [] }
    var (actions, room): ([Action], ResourceVector) = ([], free)
    var next = ready.first
    var isWaiting = false
    var looks = Self.lookahead
    while let rank = next, room.jobs > 0, looks > 0 {
      let stage = graph.order[rank]
      let need = need(of: stage)
      if need.fits(in: room) {
        ready.remove(rank)
        room -= need
        take(need, for: stage)
        actions.append(.launch(stage, launch(of: stage)))
      } else if isWaiting {
        looks -= 1
      } else {
        room = room.keeping(need)
        isWaiting = true
      }
      next = ready.next(from: rank + 1)
    }
    return actions
  }

  /// Returns the resources that a stage takes while it runs; one that needs more than there is
  /// takes all, and runs alone.
  private func need(of stage: Int) -> ResourceVector {
    let (demand, all) = (graph.demands[stage], limits.everything)
    let threads = demand.threads ?? 1
    let memory = multiplied(demand.memory, doublings[stage])
    let isTooLarge = threads > all.threads || memory > all.memory
    return ResourceVector(
      jobs: isTooLarge ? all.jobs : 1, threads: min(max(1, threads), all.threads),
      memory: min(memory, all.memory), tokens: demand.tokens)
  }

  private func multiplied(_ memory: Int, _ doublings: Int) -> Int {
    memory > Int.max >> doublings ? .max : memory << doublings
  }

  private mutating func take(_ need: ResourceVector, for stage: Int) {
    phases[stage] = .running
    running += 1
    free -= need
    guard graph.demands[stage].threads != nil else { return }
    choosingStages += 1
    chosenThreads += need.threads
  }

  /// Gives back the resources that a running stage took.
  mutating func release(_ stage: Int) {
    let need = need(of: stage)
    running -= 1
    free += need
    guard graph.demands[stage].threads != nil else { return }
    choosingStages -= 1
    chosenThreads -= need.threads
  }

  private func launch(of stage: Int) -> Launch {
    Launch(
      attempt: failures[stage] + 1, threads: threads(of: stage),
      memoryFactor: 1 << min(62, doublings[stage]))
  }

  /// Returns the number of threads of a stage: its own choice, or a share of the cores that the
  /// choices of others leave.
  ///
  /// Results don't depend on the number of threads to the bit, so a share may be whatever is free.
  private func threads(of stage: Int) -> Int {
    if let threads = graph.demands[stage].threads {
      return min(max(1, threads), limits.everything.threads)
    }
    let sharing = min(limits.jobs, running + ready.count + resolving) - choosingStages
    return limits.threads ?? max(1, (limits.cores - chosenThreads) / max(1, sharing))
  }
}
