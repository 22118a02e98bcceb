import TestSupport
import Testing

@testable import Scheduling

/// Makes the state of independent stages with these demands, all of which have to be run.
private func due(
  _ demands: [StageDemand], _ limits: RunLimits
) -> (state: RunState, actions: [RunState.Action]) {
  var state = RunState(
    RunGraph(inputs: demands.map { _ in [] }, demands: demands), limits: limits)
  var actions: [RunState.Action] = []
  for case .resolve(let stage) in state.start() {
    actions += state.resolved(stage, isCached: false)
  }
  return (state, actions)
}

private func launches(_ actions: [RunState.Action]) -> [Int] {
  actions.compactMap { if case .launch(let stage, _) = $0 { stage } else { nil } }
}

@Suite("what starts when")
struct LaunchOrderTests {
  @Test("a plan without stages is done at once")
  func noStages() {
    var state = RunState(RunGraph(inputs: []), limits: RunLimits(jobs: 1, cores: 1))
    let actions = state.start()
    #expect(actions == [.finish(.done)])
  }

  @Test("a stage that is admitted before the end was performed keeps the run going")
  func lateAdmission() {
    var state = RunState(
      RunGraph(inputs: [[], []]), limits: RunLimits(jobs: 1, cores: 1), gated: [1])
    let first = state.start()
    let launched = state.resolved(0, isCached: false)
    let end = state.succeeded(0)
    let admitted = state.admitted(1)
    #expect(first == [.resolve(0)] && launches(launched) == [0])
    #expect(end == [.finish(.done)] && admitted == [.resolve(1)])
    let early = state.finish()
    let last = state.resolved(1, isCached: true)
    let outcome = state.finish()
    let again = state.finish()
    #expect(early == nil && last == [.finish(.done)] && outcome == .done && again == nil)
  }

  @Test("an interrupt before the start ends the run, and nothing follows")
  func interruptBeforeStart() {
    var state = RunState(RunGraph(inputs: [[], [0]]), limits: RunLimits(jobs: 1, cores: 1))
    let ended = state.interrupt()
    let outcome = state.finish()
    let started = state.start()
    #expect(ended == [.finish(.interrupted)] && outcome == .interrupted && started.isEmpty)
  }

  @Test("a stage that is read twice by another is awaited once, also as a part of groups")
  func readTwice() {
    let graph = RunGraph(groups: [[0], [0, 1], []], reads: [[], [], [0, 1, 1, 2]])
    var state = RunState(graph, limits: RunLimits(jobs: 1, cores: 1))
    let started = state.start()
    let first = state.resolved(0, isCached: true)
    let second = state.resolved(1, isCached: true)
    #expect(started == [.resolve(0), .resolve(1)])
    #expect(first.isEmpty && second == [.resolve(2)])
  }

  @Test("what is known to be done is passed over, unless it reads what is not")
  func cachedAtStart() {
    var state = RunState(
      RunGraph(inputs: [[], [0], [1], []]), limits: RunLimits(jobs: 1, cores: 1))
    let actions = state.start { $0 != 1 }
    #expect(actions == [.resolve(1)])
    #expect((0..<4).map { state.isDone($0) } == [true, false, false, true])
    var done = RunState(RunGraph(inputs: [[], [0]]), limits: RunLimits(jobs: 1, cores: 1))
    let end = done.start { _ in true }
    #expect(end == [.finish(.done)])
  }

  @Test("the highest priority starts first, then the longest way, then the order of the plan")
  func order() {
    let demands = [0, 0, 0, 0, 0, 1].map { StageDemand(priority: $0) }
    let graph = RunGraph(inputs: [[], [], [], [2], [3], []], demands: demands)
    var state = RunState(graph, limits: RunLimits(jobs: 1, cores: 1))
    let roots = state.start()
    #expect(roots == [.resolve(5), .resolve(2), .resolve(0), .resolve(1)])
    var order: [Int] = []
    for stage in [1, 0, 2, 5] { order += launches(state.resolved(stage, isCached: false)) }
    for _ in 0..<3 { order += launches(state.succeeded(order[order.count - 1])) }
    #expect(order == [1, 5, 2, 0])
  }

  @Test("a large stage at the front has room kept for it, and small ones pass with what it leaves")
  func reservation() {
    // It needs 8 of 10 bytes while 4 are taken; the next ones need 3, 0 and 0.
    let demands = [4, 8, 3, 0, 0].map { StageDemand(memory: $0) }
    let limits = RunLimits(jobs: 4, cores: 4, memory: 10)
    var (state, actions) = due(demands, limits)
    #expect(launches(actions) == [0, 3, 4])
    #expect(launches(state.succeeded(3)).isEmpty)
    #expect(launches(state.succeeded(0)) == [1])
    #expect(launches(state.succeeded(4)).isEmpty)
    #expect(launches(state.succeeded(1)) == [2])
  }

  @Test("the last free job is kept for the stage at the front")
  func lastJob() {
    let demands = [5, 8, 0].map { StageDemand(memory: $0) }
    let (_, actions) = due(demands, RunLimits(jobs: 2, cores: 2, memory: 10))
    #expect(launches(actions) == [0])
  }

  @Test(
    "a stage that needs more than there is runs alone",
    arguments: [
      StageDemand(memory: 11), StageDemand(threads: 9),
    ])
  func tooLarge(demand: StageDemand) {
    let limits = RunLimits(jobs: 3, cores: 8, memory: 10)
    var (state, actions) = due([StageDemand(), demand, StageDemand()], limits)
    #expect(launches(actions) == [0])
    #expect(launches(state.succeeded(0)) == [1])
    #expect(launches(state.succeeded(1)) == [2])
  }

  @Test("stages that take all of a token run one after the other, others beside them")
  func tokens() {
    let demands = [[1], [1], [0]].map { StageDemand(tokens: $0) }
    var (state, actions) = due(demands, RunLimits(jobs: 3, cores: 3, tokens: [1]))
    #expect(launches(actions) == [0, 2])
    #expect(launches(state.succeeded(0)) == [1])
  }

  @Test("memory that was too little is doubled for the next attempt, and then counts double")
  func growth() {
    let demands = [StageDemand(memory: 4, retries: 2), StageDemand(memory: 4)]
    var (state, actions) = due(demands, RunLimits(jobs: 2, cores: 2, memory: 10))
    #expect(launches(actions) == [0, 1])
    let first = state.failed(0, .memory)
    #expect(first == [.retry(0)])
    let second = state.succeeded(1)
    #expect(second == [.launch(0, RunState.Launch(attempt: 2, threads: 2, memoryFactor: 2))])
  }

  @Test("what a stage declares is what it is tried, whatever the failure", arguments: [0, 1, 3])
  func retries(count: Int) {
    for kind in [FailureKind.crash, .memory, .timeout, .error, .machine] {
      var (state, actions) = due([StageDemand(retries: count)], RunLimits(jobs: 1, cores: 1))
      var attempts = 0
      while launches(actions) == [0] {
        attempts += 1
        actions = state.failed(0, kind)
      }
      #expect(attempts == count + 1)
      #expect(actions == [.fail(0), .finish(.failed)])
    }
  }

  @Test("threads that some stages choose are not shared out among others")
  func chosenThreads() {
    let demands = [StageDemand(threads: 3), StageDemand(), StageDemand()]
    let (_, actions) = due(demands, RunLimits(jobs: 3, cores: 8))
    let threads = actions.compactMap { action in
      if case .launch(_, let launch) = action { launch.threads } else { nil }
    }
    #expect(threads == [3, 2, 2])
  }

  @Test("thousands of stages that all read thousands of others take as many steps as stages")
  func dense() {
    let count = 3000
    let reads = Array(repeating: [Int](), count: count) + Array(repeating: [0], count: count)
    let graph = RunGraph(groups: [Array(0..<count)], reads: reads)
    var state = RunState(graph, limits: RunLimits(jobs: 8, cores: 8))
    var (open, done) = (state.start()[...], 0)
    while let action = open.popFirst() {
      switch action {
      case .resolve(let stage): open += state.resolved(stage, isCached: false)
      case .launch(let stage, _):
        done += 1
        open += state.succeeded(stage)
      default: break
      }
    }
    #expect(done == 2 * count)
  }
}

@Suite("sets of ranks")
struct RankSetTests {
  @Test("agree with sets of numbers", arguments: [1, 63, 64, 65, 4096, 5000, 300_000])
  func law(capacity: Int) {
    var numbers = SeededNumbers(seed: UInt64(capacity))
    var (ranks, wanted) = (RankSet(capacity: capacity), Set<Int>())
    for _ in 0..<400 {
      let number = Int.random(in: 0..<capacity, using: &numbers)
      if wanted.remove(number) != nil {
        ranks.remove(number)
      } else {
        wanted.insert(number)
        ranks.insert(number)
      }
      let start = Int.random(in: 0...capacity, using: &numbers)
      #expect(ranks.next(from: start) == wanted.filter { $0 >= start }.min())
      #expect(ranks.first == wanted.min() && ranks.count == wanted.count)
    }
    var anew = RankSet(capacity: capacity)
    for number in wanted.sorted() { anew.insert(number) }
    #expect(anew == ranks)
  }
}
