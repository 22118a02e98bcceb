import Pipeline
import Spec
import Testing

@Suite("results that are taken over under other keys")
struct TakeoverTests {
  private let store = MemoryStore()

  /// Plans stages that each read the one before, and one that can be the same work as the first.
  private func plan(size: Int = 1, twin: Int = 1, depth: Int = 5) throws -> Plan {
    try makePlan(
      """
      stages:
        twin: {kind: make, size: \(twin)}
        a: {kind: make, size: \(size)}
        b: {kind: join, first: a, depth: \(depth)}
        c: {kind: join, first: b}
      """)
  }

  /// Does every stage, one after the other; each leaves another metric.
  private func complete(_ plan: Plan) throws {
    for index in plan.stages.indices {
      guard case .due(let key, _) = try survey(plan).statuses[index] else { continue }
      let output = StageOutput(metrics: [Metric("value", Double(index))])
      _ = store.save(output, of: plan.stages[index], key: key)
    }
  }

  private func survey(
    _ plan: Plan, accepted: [String] = [], forced: [String] = []
  ) throws -> Survey {
    try plan.survey(
      store, StageKeying(), PlanEdges(plan), forced: plan.stages(named: forced),
      accepted: plan.stages(named: accepted))
  }

  private func check(_ plan: Plan, _ names: [String], forced: [String] = []) throws -> [String] {
    try TakeoverRequest(names, in: plan).check(
      plan, survey(plan, accepted: names, forced: forced))
  }

  @Test("a stage has its last result, and what reads it stays cached")
  func takenOver() throws {
    try complete(plan(twin: 3))
    let new = try plan(size: 2, twin: 3)
    #expect(try survey(new).counts.cached == 1)
    let found = try survey(new, accepted: ["a"])
    #expect(found.counts.cached == 4 && found.refusals.isEmpty)
    let takeover = try #require(found.takeovers[1])
    #expect(found.takeovers.count == 1)
    #expect(takeover.differences == ["option.size changed from 1 to 2"])
    let key = try StageKeying().key(of: new.stages[1], contents: [])
    #expect(takeover.key.fingerprint == key.fingerprint)
    #expect(takeover.former.fingerprint != takeover.key.fingerprint)
    #expect(try check(new, ["a"]).isEmpty)
  }

  @Test("later stages can be taken over with those that they read")
  func both() throws {
    try complete(plan(twin: 3))
    let new = try plan(size: 2, twin: 3, depth: 6)
    let found = try survey(new, accepted: ["b", "a"])
    #expect(found.takeovers.keys.sorted() == [1, 2] && found.counts.cached == 4)
    #expect(found.takeovers[2]?.differences == ["option.depth changed from 5 to 6"])
  }

  @Test("a stage of the same work, even an earlier one, has the result, too")
  func twin() throws {
    try complete(plan(twin: 3))
    let new = try plan(size: 2, twin: 2)
    let found = try survey(new, accepted: ["a"])
    #expect(found.takeovers.keys.sorted() == [0, 1] && found.counts.cached == 4)
    #expect(found.takeovers[0]?.former.fingerprint == found.takeovers[1]?.former.fingerprint)
    let error = #expect(throws: RefusedTakeover.self) {
      try check(new, ["a"], forced: ["twin"])
    }
    #expect(error?.description.contains("stage 'twin'") == true)
  }

  @Test("the reason is reported where there is nothing to take over")
  func refused() throws {
    let old = try plan(twin: 3)
    func refusal(_ plan: Plan, _ name: String) throws -> TakeoverRefusal? {
      try survey(plan, accepted: [name]).refusals.values.first
    }
    #expect(try refusal(old, "a") == .neverDone)
    #expect(try refusal(old, "b") == .waits(for: StageID("a")))
    try complete(old)
    #expect(try refusal(old, "a") == .upToDate)
    #expect(
      try check(old, ["a"]) == [
        "a: it is up to date: nothing of its key differs, so nothing is accepted"
      ])
    let other = try makePlan("stages: {a: {kind: make}, b: {kind: make, size: 9}}")
    #expect(try refusal(other, "b") == .otherKind(former: "join", kind: "make"))
    store.loseFiles()
    #expect(try refusal(plan(size: 2), "a") == .filesGone)
    let error = #expect(throws: RefusedTakeover.self) { try check(plan(size: 2), ["a"]) }
    #expect(
      error?.description == """
        nothing can be accepted for stage 'a': the files of its last result are gone from the store
        """)
  }
}
