import Foundation
import Scheduling
import TestSupport
import Testing

/// A walk through all states that runs of all graphs of a number of stages can come to.
private struct Exploration {
  /// The first broken law on any path.
  private(set) var complaint: String?
  /// Number of different states; paths that come to equal states are continued once.
  private(set) var states = 0

  init(
    stages: Int, jobs: Int, keepsGoing: Bool, _ world: CheckedRun.World,
    gated: (StageGraph) -> [Int] = { _ in [] }
  ) {
    for graph in StageGraph.all(stages) where complaint == nil {
      let limits = RunLimits(jobs: jobs, cores: 2, keepsGoing: keepsGoing)
      explore(RunCase(graph, limits: limits, gated: gated(graph)), world)
    }
  }

  private mutating func explore(_ plan: RunCase, _ world: CheckedRun.World) {
    var seen: Set<CheckedRun.Key> = []
    let graph = RunGraph(inputs: plan.graph.inputs, demands: plan.demands)
    var open = [CheckedRun(plan, graph)]
    while let run = open.popLast() {
      if let found = run.complaint { return complaint = found }
      guard seen.insert(run.key).inserted else { continue }
      for event in run.possibleEvents(world) {
        var next = run
        next.handle(event)
        open.append(next)
      }
    }
    states += seen.count
  }
}

/// Whether `BONDLAB_EXHAUSTIVE=1` is set, which lets more things happen in runs of many stages and
/// takes minutes.
private let isExhaustive = ProcessInfo.processInfo.environment["BONDLAB_EXHAUSTIVE"] == "1"

@Suite("the state of a run")
struct RunStateTests {
  @Test("there are as many shapes of graphs as is known")
  func shapes() {
    #expect((0...5).map { StageGraph.all($0).count } == [1, 1, 2, 6, 31, 302])
  }

  @Test(
    "every run of up to two stages keeps the laws, whatever happens in whatever order",
    arguments: [1, 2, 3], [false, true])
  func twoStages(jobs: Int, keepsGoing: Bool) {
    for stages in 0...2 {
      let found = Exploration(
        stages: stages, jobs: jobs, keepsGoing: keepsGoing, CheckedRun.World())
      #expect(found.complaint == nil)
    }
  }

  @Test("every run of three stages keeps the laws", arguments: [1, 2, 3], [false, true])
  func threeStages(jobs: Int, keepsGoing: Bool) {
    let failing = CheckedRun.World(hasTwins: false, hasOthers: false, prunes: false)
    let shared = CheckedRun.World(kinds: [.crash], interrupts: 1)
    for world in isExhaustive ? [CheckedRun.World()] : [failing, shared] {
      let found = Exploration(stages: 3, jobs: jobs, keepsGoing: keepsGoing, world)
      #expect(found.complaint == nil)
    }
  }

  @Test("every run of four stages keeps the laws", arguments: [1, 2, 3], [false, true])
  func fourStages(jobs: Int, keepsGoing: Bool) {
    let world =
      isExhaustive
      ? CheckedRun.World(kinds: [.crash, .error], interrupts: 1, hasTwins: false, prunes: false)
      : CheckedRun.World(
        kinds: [.error], interrupts: 1, hasTwins: false, hasOthers: false, prunes: false)
    let found = Exploration(stages: 4, jobs: jobs, keepsGoing: keepsGoing, world)
    #expect(found.complaint == nil)
  }

  @Test(
    "every run of five stages keeps the laws", arguments: isExhaustive ? [1, 2, 3] : [2],
    [false, true])
  func fiveStages(jobs: Int, keepsGoing: Bool) {
    let world = CheckedRun.World(
      kinds: [.error], interrupts: 1, hasTwins: false, hasOthers: false, prunes: false)
    let found = Exploration(stages: 5, jobs: jobs, keepsGoing: keepsGoing, world)
    #expect(found.complaint == nil)
  }

  @Test("gated stages wait for their decisions", arguments: [1, 2])
  func gates(jobs: Int) {
    let world = CheckedRun.World(
      kinds: [.crash], interrupts: 1, hasTwins: false, hasOthers: false)
    for parity in 0...1 {
      let found = Exploration(stages: 3, jobs: jobs, keepsGoing: true, world) { graph in
        graph.inputs.indices.filter { $0 % 2 == parity }
      }
      #expect(found.complaint == nil)
    }
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
