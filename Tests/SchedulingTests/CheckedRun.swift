import Scheduling

/// A ``RunState`` beside a second model of the run, by which each of its actions is judged.
struct CheckedRun {
  enum Event: Hashable {
    case cached(Int)
    case due(Int)
    /// The stage does the same work as the other one, which comes first.
    case follows(Int, Int)
    /// Another process runs the stage.
    case yielded(Int)
    /// The other process has ended its work on the stage.
    case looksAgain(Int)
    case succeeded(Int)
    case failed(Int, FailureKind)
    case stopped(Int)
    case pruned(Int)
    case admitted(Int)
    case interrupt
  }

  /// The events that may happen in the runs that are explored.
  struct World {
    var kinds: [FailureKind] = FailureKind.allCases
    var interrupts = 2
    /// Whether stages may do the same work as others.
    var hasTwins = true
    /// Whether there are other processes.
    var hasOthers = true
    var prunes = true
  }

  enum Phase: Int {
    case waiting, resolving, following, ready, running, done, failed, skipped, pruned, left
  }

  /// A value that is equal for runs of one case that go on alike.
  struct Key: Hashable {
    let state: RunState
    let leaders: [Int]
  }

  let plan: RunCase
  var state: RunState
  var phases: [Phase]
  /// The stage whose end each following stage awaits; -1 for one of another process.
  private(set) var leaders: [Int]
  private(set) var failures: [[FailureKind]]
  /// Whether a stage waits for a decision.
  private(set) var isShut: [Bool]
  private(set) var interrupts = 0
  private(set) var history: [Event] = []
  var outcome: RunState.Outcome?
  /// The stage that waits first, and those that ran when it began to.
  var patience: (stage: Int, running: Set<Int>)?
  /// The first law that was broken, with the events that led there.
  var complaint: String?

  init(_ plan: RunCase, _ graph: RunGraph) {
    self.plan = plan
    state = RunState(graph, limits: plan.limits, gated: plan.gated)
    let count = plan.graph.inputs.count
    isShut = (0..<count).map(plan.gated.contains)
    phases = Array(repeating: .waiting, count: count)
    leaders = Array(repeating: -1, count: count)
    failures = Array(repeating: [], count: count)
    let actions = state.start()
    judge(actions, wanted: [])
  }

  var key: Key { Key(state: state, leaders: leaders) }

  /// Returns everything that could happen next.
  func possibleEvents(_ world: World) -> [Event] {
    guard outcome == nil else { return [] }
    var events: [Event] = interrupts < world.interrupts ? [.interrupt] : []
    for (stage, phase) in phases.enumerated() {
      switch phase {
      case .resolving:
        events += [.cached(stage), .due(stage), .failed(stage, .runner)]
        let others = phases.indices.filter { phases[$0] == .ready || phases[$0] == .running }
        if world.hasTwins { events += others.map { Event.follows(stage, $0) } }
      case .running:
        events.append(.succeeded(stage))
        events += world.kinds.map { .failed(stage, $0) }
        if interrupts > 0 { events.append(.stopped(stage)) }
        if world.hasOthers { events.append(.yielded(stage)) }
      case .following where leaders[stage] < 0: events.append(.looksAgain(stage))
      default: break
      }
      if isShut[stage] { events.append(.admitted(stage)) }
      if world.prunes, phase.rawValue < Phase.running.rawValue { events.append(.pruned(stage)) }
    }
    return events
  }

  mutating func handle(_ event: Event) {
    history.append(event)
    var wanted: [RunState.Action] = []
    var actions: [RunState.Action]
    switch event {
    case .cached(let stage):
      phases[stage] = .done
      actions = state.resolved(stage, isCached: true)
      actions += released(by: stage)
    case .due(let stage):
      phases[stage] = .ready
      actions = state.resolved(stage, isCached: false)
    case .follows(let stage, let leader):
      (phases[stage], leaders[stage]) = (.following, leader)
      actions = state.follows(stage)
    case .yielded(let stage):
      (phases[stage], leaders[stage]) = (.following, -1)
      actions = state.yielded(stage)
    case .looksAgain(let stage):
      if mayGoOn { phases[stage] = .waiting }
      actions = state.looksAgain(stage)
    case .succeeded(let stage):
      phases[stage] = .done
      actions = state.succeeded(stage)
      actions += released(by: stage)
    case .failed(let stage, let kind): (actions, wanted) = fail(stage, kind)
    case .stopped(let stage):
      phases[stage] = .left
      wanted = [.leave(stage)]
      actions = state.stopped(stage)
      actions += released(by: stage)
    case .pruned(let stage):
      wanted = [.prune(stage)] + give(up: stage, .pruned).map { .prune($0) }
      actions = state.pruned(stage)
      actions += released(by: stage)
    case .admitted(let stage):
      isShut[stage] = false
      actions = state.admitted(stage)
    case .interrupt:
      interrupts += 1
      let running = phases.indices.filter { phases[$0] == .running }
      wanted = running.map { interrupts == 1 ? .stop($0) : .kill($0) }
      actions = state.interrupt()
    }
    judge(actions, wanted: wanted)
  }

  private mutating func fail(
    _ stage: Int, _ kind: FailureKind
  ) -> (actions: [RunState.Action], wanted: [RunState.Action]) {
    var retries = 0
    if phases[stage] == .running {
      failures[stage].append(kind)
      let usual: [FailureKind: Int] = [.crash: 1, .machine: 3]
      retries = kind == .runner ? 0 : plan.demands[stage].retries ?? usual[kind] ?? 0
    }
    let isOver = failures[stage].count > retries || failures[stage].isEmpty
    let wanted: [RunState.Action]
    if isOver {
      let users = give(up: stage, .failed)
      wanted = [.fail(stage)] + users.map { .skip($0, because: stage) }
    } else if mayGoOn {
      phases[stage] = .ready
      return (state.failed(stage, kind), [.retry(stage)])
    } else {
      phases[stage] = .left
      wanted = [.leave(stage)]
    }
    let actions = state.failed(stage, kind)
    return (actions + released(by: stage), wanted)
  }

  /// Marks a stage and all stages that need it, and returns the latter.
  private mutating func give(up stage: Int, _ phase: Phase) -> [Int] {
    phases[stage] = phase
    let users = phases.indices.filter {
      phases[$0] == .waiting && plan.graph.ancestors[$0].contains(stage)
    }
    for user in users { phases[user] = phase == .failed ? .skipped : phase }
    return users
  }

  /// Returns the actions for the stages that awaited the end of this one.
  private mutating func released(by leader: Int) -> [RunState.Action] {
    var actions: [RunState.Action] = []
    for stage in phases.indices where phases[stage] == .following && leaders[stage] == leader {
      if mayGoOn { (phases[stage], leaders[stage]) = (.waiting, -1) }
      actions += state.looksAgain(stage)
    }
    return actions
  }

  var mayGoOn: Bool {
    interrupts == 0 && (plan.limits.keepsGoing || !phases.contains(.failed))
  }

  func hasInputs(_ stage: Int) -> Bool {
    !isShut[stage] && plan.graph.inputs[stage].allSatisfy { phases[$0] == .done }
  }

  func count(_ phase: Phase) -> Int { phases.reduce(0) { $0 + ($1 == phase ? 1 : 0) } }

  mutating func hold(_ isKept: Bool, _ law: String) {
    guard !isKept, complaint == nil else { return }
    complaint = "\(law): \(plan.graph.inputs), \(plan.limits), after \(history)"
  }
}
