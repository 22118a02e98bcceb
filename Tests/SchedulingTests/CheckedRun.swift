import Scheduling

/// Stages and what each of them reads, always stages before it.
struct StageGraph: Sendable {
  let inputs: [[Int]]
  /// What each stage needs, directly or not.
  let ancestors: [[Int]]

  init(inputs: [[Int]]) {
    self.inputs = inputs
    var ancestors: [[Int]] = []
    for needed in inputs {
      let all = Set(needed + needed.flatMap { ancestors[$0] }).sorted()
      ancestors.append(all)
    }
    self.ancestors = ancestors
  }

  /// Every graph of so many stages.
  static func all(_ count: Int) -> [StageGraph] {
    let pairs = (0..<count).flatMap { user in (0..<user).map { (user: user, input: $0) } }
    return (0..<(1 << pairs.count)).map { bits in
      var inputs = Array(repeating: [Int](), count: count)
      for (place, pair) in pairs.enumerated() where (bits >> place) & 1 == 1 {
        inputs[pair.user].append(pair.input)
      }
      return StageGraph(inputs: inputs)
    }
  }
}

/// A ``RunState`` beside a second account of the run, by which each of its actions is judged.
struct CheckedRun {
  enum Event {
    case cached(Int)
    case due(Int)
    /// It does the same work as that other one, which comes first.
    case follows(Int, Int)
    case succeeded(Int)
    case failed(Int)
    case stopped(Int)
    case interrupt
  }

  private enum Phase: Int {
    case waiting, resolving, following, ready, running, done, failed, skipped, stopped
  }

  private let graph: StageGraph
  private let jobs: Int
  private let keepsGoing: Bool
  private var state: RunState
  private var phases: [Phase]
  /// Whose end each stage that follows another awaits.
  private var leaders: [Int]
  private var interrupts = 0
  private var history: [Event] = []
  private(set) var outcome: RunState.Outcome?
  /// The first law that was broken, and on what way.
  private(set) var complaint: String?

  init(_ graph: StageGraph, jobs: Int, keepsGoing: Bool) {
    (self.graph, self.jobs, self.keepsGoing) = (graph, jobs, keepsGoing)
    state = RunState(inputs: graph.inputs, jobs: jobs, keepsGoing: keepsGoing)
    phases = Array(repeating: .waiting, count: graph.inputs.count)
    leaders = Array(repeating: 0, count: graph.inputs.count)
    let actions = state.start()
    judge(actions, wanted: [])
  }

  /// Equal only for runs of one graph that look alike from outside.
  var key: [Int] { [interrupts] + phases.map(\.rawValue) + leaders }

  /// Everything that could happen next.
  ///
  /// - Parameters:
  ///   - limit: How often the run may be interrupted.
  ///   - twins: Whether stages may do the same work as others.
  func possibleEvents(interrupts limit: Int, twins: Bool) -> [Event] {
    guard outcome == nil else { return [] }
    var events: [Event] = interrupts < limit ? [.interrupt] : []
    for (stage, phase) in phases.enumerated() {
      switch phase {
      case .resolving:
        events += [.cached(stage), .due(stage), .failed(stage)]
        let others = phases.indices.filter { phases[$0] == .ready || phases[$0] == .running }
        if twins { events += others.map { Event.follows(stage, $0) } }
      case .running:
        events += [.succeeded(stage), .failed(stage)]
        if interrupts > 0 { events.append(.stopped(stage)) }
      default: break
      }
    }
    return events
  }

  mutating func handle(_ event: Event) {
    history.append(event)
    var wanted: [RunState.Action] = []
    let actions: [RunState.Action]
    switch event {
    case .cached(let stage):
      phases[stage] = .done
      actions = state.resolved(stage, isCached: true)
    case .due(let stage):
      phases[stage] = .ready
      actions = state.resolved(stage, isCached: false)
    case .follows(let stage, let leader):
      (phases[stage], leaders[stage]) = (.following, leader)
      actions = state.follows(stage)
    case .succeeded(let stage):
      phases[stage] = .done
      let answer = state.succeeded(stage)
      actions = answer + released(by: stage)
    case .failed(let stage):
      phases[stage] = .failed
      let answer = state.failed(stage)
      actions = answer + released(by: stage)
    case .stopped(let stage):
      phases[stage] = .stopped
      actions = state.stopped(stage)
    case .interrupt:
      interrupts += 1
      let running = phases.indices.filter { phases[$0] == .running }
      wanted = running.map { interrupts == 1 ? .stop($0) : .kill($0) }
      actions = state.interrupt()
    }
    judge(actions, wanted: wanted)
  }

  /// What is answered for the stages that awaited the end of this one.
  private mutating func released(by leader: Int) -> [RunState.Action] {
    var actions: [RunState.Action] = []
    for stage in phases.indices where phases[stage] == .following && leaders[stage] == leader {
      (phases[stage], leaders[stage]) = (.waiting, 0)
      actions += state.looksAgain(stage)
    }
    return actions
  }

  /// - Parameter wanted: The stages that have to be stopped or killed now.
  private mutating func judge(_ actions: [RunState.Action], wanted: [RunState.Action]) {
    var told = 0
    for action in actions {
      hold(outcome == nil, "nothing follows the end")
      switch action {
      case .resolve(let stage):
        hold(phases[stage] == .waiting, "a stage is resolved once, or again when it follows")
        hold(hasInputs(stage) && mayGoOn, "only what may run is resolved")
        phases[stage] = .resolving
      case .launch(let stage):
        hold(phases[stage] == .ready, "what is due is launched, once, and nothing else")
        hold(hasInputs(stage), "all inputs are done before")
        hold(mayGoOn, "nothing starts after an interrupt or a failure")
        phases[stage] = .running
        hold(count(.running) <= jobs, "no more run at once than may")
      case .skip(let stage, because: let cause):
        hold(phases[stage] == .waiting, "a stage is skipped once")
        hold(
          phases[cause] == .failed && graph.ancestors[stage].contains(cause),
          "a stage is skipped because of one that it needs")
        phases[stage] = .skipped
      case .stop, .kill:
        hold(wanted.contains(action), "only what runs is stopped, then killed")
        told += 1
      case .finish(let end): outcome = end
      }
    }
    hold(told == wanted.count, "everything that runs is stopped, then killed")
    judgeRest()
  }

  /// What holds whenever the machine has answered.
  private mutating func judgeRest() {
    let isIdle = count(.running) + count(.resolving) == 0
    for stage in phases.indices {
      let lacksInput = graph.ancestors[stage].contains { phases[$0] == .failed }
      hold((phases[stage] == .skipped) == lacksInput, "what needs a failed stage is skipped")
      hold(!mayGoOn || phases[stage] != .waiting || !hasInputs(stage), "what can run is resolved")
    }
    hold(!mayGoOn || count(.ready) == 0 || count(.running) == jobs, "no room is left unused")
    hold((outcome != nil) == isIdle, "the end comes when nothing goes on, and not before")
    guard let outcome else { return }
    let hasFailed = phases.contains(.failed)
    hold(outcome == (interrupts > 0 ? .interrupted : hasFailed ? .failed : .done), "the outcome")
    if mayGoOn {
      hold(
        count(.done) + count(.failed) + count(.skipped) == phases.count,
        "all that can be done is done")
    }
    judgeSilence()
  }

  /// After the end nothing that comes late is answered.
  private mutating func judgeSilence() {
    var ended = state
    var answers = ended.interrupt()
    for stage in phases.indices {
      answers += ended.resolved(stage, isCached: false) + ended.succeeded(stage)
      answers += ended.failed(stage) + ended.stopped(stage)
      answers += ended.follows(stage) + ended.looksAgain(stage)
    }
    hold(answers.isEmpty, "what comes after the end is not answered")
  }

  private var mayGoOn: Bool { interrupts == 0 && (keepsGoing || !phases.contains(.failed)) }

  private func hasInputs(_ stage: Int) -> Bool {
    graph.inputs[stage].allSatisfy { phases[$0] == .done }
  }

  private func count(_ phase: Phase) -> Int { phases.reduce(0) { $0 + ($1 == phase ? 1 : 0) } }

  private mutating func hold(_ isKept: Bool, _ law: String) {
    guard !isKept, complaint == nil else { return }
    complaint = "\(law): \(graph.inputs), \(jobs) at once, after \(history)"
  }
}
