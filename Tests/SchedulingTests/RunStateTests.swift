import Scheduling
import TestSupport
import Testing

/// The first broken law on any way through a run; ways that come to look alike are gone once.
private func complaint(
  _ graph: StageGraph, jobs: Int, keepsGoing: Bool, interrupts: Int, twins: Bool
) -> String? {
  var seen: Set<[Int]> = []
  var open = [CheckedRun(graph, jobs: jobs, keepsGoing: keepsGoing)]
  while let run = open.popLast() {
    if let complaint = run.complaint { return complaint }
    guard seen.insert(run.key).inserted else { continue }
    for event in run.possibleEvents(interrupts: interrupts, twins: twins) {
      var next = run
      next.handle(event)
      open.append(next)
    }
  }
  return nil
}

@Suite("the state of a run")
struct RunStateTests {
  @Test(
    "every run of up to three stages keeps the laws, whatever happens in whatever order",
    arguments: [1, 2, 3], [false, true])
  func upToThreeStages(jobs: Int, keepsGoing: Bool) {
    for graph in (0...3).flatMap(StageGraph.all) {
      let found = complaint(
        graph, jobs: jobs, keepsGoing: keepsGoing, interrupts: 2, twins: true)
      #expect(found == nil)
    }
  }

  @Test("every run of four stages, two at once, keeps the laws", arguments: [false, true])
  func fourStages(keepsGoing: Bool) {
    for graph in StageGraph.all(4) {
      let found = complaint(graph, jobs: 2, keepsGoing: keepsGoing, interrupts: 1, twins: false)
      #expect(found == nil)
    }
  }

  @Test("random runs of larger graphs keep the laws and end", arguments: UInt64(0)..<200)
  func randomRuns(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let inputs = (0..<Int.random(in: 5...12, using: &numbers)).map { user in
      (0..<user).filter { _ in Int.random(in: 0..<4, using: &numbers) == 0 }
    }
    var run = CheckedRun(
      StageGraph(inputs: inputs), jobs: Int.random(in: 1...4, using: &numbers),
      keepsGoing: Bool.random(using: &numbers))
    let (interrupts, twins) = (seed.isMultiple(of: 4) ? 2 : 0, seed.isMultiple(of: 3))
    while let event = run.possibleEvents(interrupts: interrupts, twins: twins)
      .randomElement(using: &numbers)
    {
      run.handle(event)
    }
    #expect(run.complaint == nil)
    #expect(run.outcome != nil)
  }

  @Test("a plan without stages is done at once")
  func noStages() {
    var state = RunState(inputs: [], jobs: 1, keepsGoing: false)
    let actions = state.start()
    #expect(actions == [.finish(.done)])
  }

  @Test("an interrupt before the start ends the run, and nothing follows")
  func interruptBeforeStart() {
    var state = RunState(inputs: [[], [0]], jobs: 1, keepsGoing: false)
    let (ended, started) = (state.interrupt(), state.start())
    #expect(ended + started == [.finish(.interrupted)])
  }

  @Test("a stage that is read twice by another is awaited once")
  func readTwice() {
    var state = RunState(inputs: [[], [0, 0]], jobs: 1, keepsGoing: false)
    let (started, cached) = (state.start(), state.resolved(0, isCached: true))
    #expect(started == [.resolve(0)])
    #expect(cached == [.resolve(1)])
  }

  @Test("of those that are ready, the one with the longest way after it starts first")
  func longestFirst() {
    var state = RunState(inputs: [[], [], [], [2], [3]], jobs: 1, keepsGoing: false)
    _ = state.start()
    let first = state.resolved(0, isCached: false)
    let others = state.resolved(1, isCached: false) + state.resolved(2, isCached: false)
    let second = state.succeeded(0)
    #expect(first == [.launch(0)] && others.isEmpty)
    #expect(second == [.launch(2)])
  }

  @Test("the demand counts what runs and what waits for room")
  func demand() {
    var state = RunState(inputs: [[], [], []], jobs: 1, keepsGoing: false)
    _ = state.start()
    for stage in 0..<3 { _ = state.resolved(stage, isCached: false) }
    #expect(state.demand == 3)
    _ = state.succeeded(0)
    #expect(state.demand == 2)
  }
}
