import Scheduling
import TestSupport
import Testing

/// The first broken law on any way through a run, and how many different states there are; ways
/// that come to look alike are gone once.
private func explore(
  _ plan: RunCase, _ world: CheckedRun.World
) -> (complaint: String?, states: Int) {
  var seen: Set<CheckedRun.Key> = []
  let graph = RunGraph(inputs: plan.graph.inputs, demands: plan.demands)
  var open = [CheckedRun(plan, graph)]
  while let run = open.popLast() {
    if let complaint = run.complaint { return (complaint, seen.count) }
    guard seen.insert(run.key).inserted else { continue }
    for event in run.possibleEvents(world) {
      var next = run
      next.handle(event)
      open.append(next)
    }
  }
  return (nil, seen.count)
}

@Suite("the state of a run")
struct RunStateTests {
  @Test("there are as many shapes of graphs as is known")
  func shapes() {
    #expect((0...5).map { StageGraph.all($0).count } == [1, 1, 2, 6, 31, 302])
  }

  @Test(
    "every run of up to three stages keeps the laws, whatever happens in whatever order",
    arguments: [1, 2, 3], [false, true])
  func upToThreeStages(jobs: Int, keepsGoing: Bool) {
    var states = 0
    for graph in (0...3).flatMap(StageGraph.all) {
      let limits = RunLimits(jobs: jobs, cores: 2, keepsGoing: keepsGoing)
      let found = explore(RunCase(graph, limits: limits), CheckedRun.World())
      #expect(found.complaint == nil)
      states += found.states
    }
    print("3 stages: \(states) states")
  }

  @Test("every run of four stages keeps the laws", arguments: [1, 2, 3], [false, true])
  func fourStages(jobs: Int, keepsGoing: Bool) {
    var states = 0
    for graph in StageGraph.all(4) {
      let limits = RunLimits(jobs: jobs, cores: 2, keepsGoing: keepsGoing)
      let world = CheckedRun.World(
        kinds: [.crash, .error], interrupts: 1, hasTwins: false, prunes: false)
      let found = explore(RunCase(graph, limits: limits), world)
      #expect(found.complaint == nil)
      states += found.states
    }
    print("4 stages: \(states) states")
  }

  @Test("every run of five stages keeps the laws", arguments: [1, 2, 3], [false, true])
  func fiveStages(jobs: Int, keepsGoing: Bool) {
    var states = 0
    for graph in StageGraph.all(5) {
      let limits = RunLimits(jobs: jobs, cores: 2, keepsGoing: keepsGoing)
      let world = CheckedRun.World(
        kinds: [.error], interrupts: 1, hasTwins: false, hasOthers: false, prunes: false)
      let found = explore(RunCase(graph, limits: limits), world)
      #expect(found.complaint == nil)
      states += found.states
    }
    print("5 stages: \(states) states")
  }

  @Test("random runs of larger graphs keep the laws and end", arguments: UInt64(0)..<300)
  func randomRuns(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let inputs = (0..<Int.random(in: 5...12, using: &numbers)).map { user in
      (0..<user).filter { _ in Int.random(in: 0..<4, using: &numbers) == 0 }
    }
    let demands = inputs.map { _ in
      StageDemand(
        threads: Bool.random(using: &numbers) ? nil : Int.random(in: 1...6, using: &numbers),
        memory: Int.random(in: 0...6, using: &numbers),
        tokens: [Int.random(in: 0...2, using: &numbers)],
        priority: Int.random(in: -1...1, using: &numbers),
        retries: Bool.random(using: &numbers) ? nil : Int.random(in: 0...3, using: &numbers))
    }
    let limits = RunLimits(
      jobs: Int.random(in: 1...4, using: &numbers), cores: 4, memory: 5, tokens: [2],
      keepsGoing: Bool.random(using: &numbers))
    let graph = RunGraph(inputs: inputs, demands: demands)
    var run = CheckedRun(
      RunCase(StageGraph(inputs: inputs), demands: demands, limits: limits), graph)
    let world = CheckedRun.World(
      kinds: seed.isMultiple(of: 2) ? FailureKind.allCases : [.crash, .memory],
      interrupts: seed.isMultiple(of: 4) ? 2 : 0, hasTwins: seed.isMultiple(of: 3),
      hasOthers: seed.isMultiple(of: 5), prunes: seed.isMultiple(of: 7))
    while let event = run.possibleEvents(world).randomElement(using: &numbers) {
      run.handle(event)
    }
    #expect(run.complaint == nil)
    #expect(run.outcome != nil)
  }
}
