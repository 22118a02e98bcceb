import Scheduling

extension CheckedRun {
  /// Checks the answer to an event against the laws.
  ///
  /// - Parameter wanted: The actions that have to be in the answer, besides those that resolve and
  ///   launch stages.
  mutating func judge(_ actions: [RunState.Action], wanted: [RunState.Action]) {
    var found: [RunState.Action] = []
    for action in actions {
      hold(outcome == nil, "nothing follows the end")
      switch action {
      case .resolve(let stage):
        hold(phases[stage] == .waiting, "a stage is resolved once, or again when it follows")
        hold(hasInputs(stage) && mayGoOn, "only what may run is resolved")
        phases[stage] = .resolving
      case .launch(let stage, let launch): judge(launch, of: stage)
      case .finish(let end):
        outcome = state.finish()
        hold(outcome == end, "a run ends as it was about to")
      case .stop, .kill, .retry, .fail, .leave, .skip, .prune: found.append(action)
      }
    }
    hold(
      found.count == wanted.count && Set(found) == Set(wanted),
      "every stage concerned gets one action: \(found), not \(wanted)")
    judgeRest()
  }

  private mutating func judge(_ launch: RunState.Launch, of stage: Int) {
    hold(phases[stage] == .ready, "what is due is launched, and nothing else")
    hold(hasInputs(stage), "all inputs are done before")
    hold(mayGoOn, "nothing starts after an interrupt or a failure")
    phases[stage] = .running
    hold(launch.attempt == failures[stage].count + 1, "attempts are counted")
    hold(launch.threads >= 1, "every stage has a thread")
    if let threads = plan.demands[stage].threads {
      hold(
        launch.threads == min(threads, max(plan.limits.cores, plan.limits.jobs)),
        "a stage gets the threads that it asks for, if there are as many")
    }
    hold(launch.memoryFactor == memoryFactor(stage), "memory doubles when it was too little")
    hold(isWithinLimits(phases.indices.filter { phases[$0] == .running }), "limits are kept")
  }

  private func memoryFactor(_ stage: Int) -> Int {
    1 << failures[stage].count { $0 == .memory }
  }

  /// Returns whether these stages may run at the same time.
  private func isWithinLimits(_ stages: [Int]) -> Bool {
    let limits = plan.limits
    let memory = stages.reduce(0) { $0 + plan.demands[$1].memory * memoryFactor($1) }
    let threads = stages.reduce(0) { $0 + (plan.demands[$1].threads ?? 1) }
    let tokens = limits.tokens.indices.allSatisfy { index in
      stages.reduce(0) { $0 + plan.demands[$1].tokens[index] } <= limits.tokens[index]
    }
    let isAlone = stages.count == 1
    return stages.count <= limits.jobs && tokens
      && (memory <= limits.memory || isAlone)
      && (threads <= max(limits.cores, limits.jobs) || isAlone)
  }

  /// Checks the laws that hold whenever the state has answered.
  private mutating func judgeRest() {
    let isIdle = count(.running) + count(.resolving) == 0
    for stage in phases.indices where phases[stage] == .waiting {
      let givenUp = plan.graph.ancestors[stage].contains {
        phases[$0] == .failed || phases[$0] == .pruned
      }
      hold(!givenUp, "a stage that needs a failed or pruned one is given up")
      hold(!mayGoOn || !hasInputs(stage), "what can run is resolved")
    }
    judgeQueue()
    let isOver = isIdle && (!mayGoOn || count(.ready) + count(.following) == 0)
    hold((outcome != nil) == isOver, "the end comes when nothing goes on, and not before")
    guard let outcome else { return }
    let hasFailed = phases.contains(.failed)
    hold(outcome == (interrupts > 0 ? .interrupted : hasFailed ? .failed : .done), "the outcome")
    if mayGoOn {
      let isDecided = phases.indices.allSatisfy { stage in
        phases[stage].rawValue > Phase.running.rawValue || isShut[stage]
          || plan.graph.ancestors[stage].contains { isShut[$0] }
      }
      hold(isDecided, "all that can be done is done")
    }
    judgeSilence()
  }

  /// Checks that the first of the ready stages has no room, and that it has room once the stages
  /// have ended that ran when it became the first.
  private mutating func judgeQueue() {
    guard mayGoOn, let first = first else { return patience = nil }
    let running = phases.indices.filter { phases[$0] == .running }
    hold(!isWithinLimits(running + [first]), "no room is left unused")
    if let patience, patience.stage == first {
      hold(!patience.running.isDisjoint(with: running), "large stages don't wait for ever")
      self.patience = (first, patience.running.intersection(running))
    } else {
      patience = (first, Set(running))
    }
  }

  /// The ready stage that is to start next.
  private var first: Int? {
    phases.indices.filter { phases[$0] == .ready }.min { a, b in
      let (one, other) = (plan.demands[a].priority, plan.demands[b].priority)
      return (-one, -lengths[a], a) < (-other, -lengths[b], b)
    }
  }

  private var lengths: [Int] {
    var lengths = Array(repeating: 1, count: phases.count)
    for stage in phases.indices.reversed() {
      for input in plan.graph.inputs[stage] {
        lengths[input] = max(lengths[input], lengths[stage] + 1)
      }
    }
    return lengths
  }

  /// Checks that nothing is answered after the end.
  private mutating func judgeSilence() {
    var ended = state
    var answers = ended.interrupt()
    for stage in phases.indices {
      answers += ended.resolved(stage, isCached: false) + ended.succeeded(stage)
      answers += ended.failed(stage, .crash) + ended.stopped(stage) + ended.yielded(stage)
      answers += ended.follows(stage) + ended.looksAgain(stage) + ended.pruned(stage)
      answers += ended.admitted(stage)
    }
    hold(answers.isEmpty, "what comes after the end is not answered")
  }
}
