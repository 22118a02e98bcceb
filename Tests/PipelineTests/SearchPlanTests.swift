import Options
import Pipeline
import Spec
import Testing

@Suite("searches in plans")
struct SearchPlanTests {
  /// Writes a spec of four trials of two seeds at three budgets, measured by `score`.
  private static func text(_ search: String, stages: String = "") -> String {
    """
    sweep:
      size: [1, 2, 3, 4]
      depth: [10, 20, 40]
      seed: [1, 2]
    search: \(search)
    stages:
      data: {kind: make}
      other: {kind: make, depth: "${depth}"}
      tuned: {kind: join, first: data, size: "${size}", depth: "${depth}", label: "s${seed}"}
      score: {kind: join, first: tuned}
    \(stages)
    """
  }

  private static let sound =
    "{trials: [size], rungs: depth, measure: score.loss, keep: 2, goal: min}"

  @Test("trials, rungs and measures are found in the plan")
  func plan() throws {
    let plan = try makePlan(Self.text(Self.sound))
    let search = try #require(plan.search)
    #expect(search.trials.map { $0.map(\.label) } == [["1"], ["2"], ["3"], ["4"]])
    #expect(search.rungs == ["10", "20", "40"] && search.leastTrials == [4, 2, 1])
    #expect(!search.wantsMost && search.keep == 2)
    #expect(search.position(of: StageID("tuned[size=2,depth=40,seed=1]"))?.rung == 2)
    #expect(search.position(of: StageID("score[size=2,depth=10,seed=1]"))?.trial == 1)
    #expect(search.position(of: StageID("other[depth=20]")) == nil)
  }

  @Test("verdicts come when all seeds of enough trials are there, and let in the best means")
  func progress() throws {
    let plan = try makePlan(Self.text(Self.sound))
    var progress = try #require(SearchProgress(plan))
    let indices = Dictionary(
      uniqueKeysWithValues: plan.stages.enumerated().map { ($1.id.description, $0) })
    func end(_ size: Int, _ depth: Int, _ seed: Int, _ value: Double?) throws -> [String] {
      let index = try #require(indices["score[size=\(size),depth=\(depth),seed=\(seed)]"])
      return progress.ended(index, with: value).flatMap { verdict in
        verdict.admitted.map { "+\(plan.stages[$0].id)" }
          + verdict.pruned.map { "-\(plan.stages[$0].id)" }
      }
    }
    #expect(progress.gatedStages.count == 4 * 2 * 2 * 2)
    #expect(try end(2, 10, 1, 0.5).isEmpty && end(2, 10, 2, 0.7).isEmpty)
    #expect(try end(1, 10, 2, 0.9).isEmpty)
    let first = try end(1, 10, 1, 0.9)
    #expect(
      first == [
        "+tuned[size=2,depth=20,seed=1]", "+tuned[size=2,depth=20,seed=2]",
        "+score[size=2,depth=20,seed=1]", "+score[size=2,depth=20,seed=2]",
      ])
    #expect(try end(3, 10, 1, nil).isEmpty && end(3, 10, 2, 0.1).isEmpty)
    #expect(try end(4, 10, 1, 0.8).isEmpty)
    let last = try end(4, 10, 2, 0.8)
    #expect(last.filter { $0.hasPrefix("+") }.allSatisfy { $0.contains("size=4,depth=20") })
    #expect(last.contains("-score[size=1,depth=40,seed=2]"))
    #expect(last.contains("-tuned[size=3,depth=20,seed=1]"))
    #expect(try end(4, 10, 2, 0.1).isEmpty)
  }

  @Test("a part of a plan that waits for the search has all that the search measures")
  func restriction() throws {
    let plan = try makePlan(Self.text(Self.sound))
    let part = try plan.restricted(
      to: PlanSelection(only: ["tuned[size=2,depth=20,seed=1]"]))
    #expect(part.ids.filter { $0.hasPrefix("score") }.count == 24)
    let first = try plan.restricted(to: PlanSelection(only: ["tuned[size=2,depth=10,seed=1]"]))
    #expect(first.ids == ["data", "tuned[size=2,depth=10,seed=1]"])
  }

  @Test(
    "mistakes are reported at their locations",
    arguments: [
      ("3", "6:9: error: search must be a mapping"),
      ("{trials: [size], rungs: depth}", "6:9: error: a search needs 'measure'"),
      ("{trials: [sise], rungs: depth, measure: score.loss}", "6:19: error: search: 'sise' is not"),
      ("{trials: [size], rungs: dept, measure: score.loss}", "6:33: error: search: 'dept' is not"),
      ("{trials: [size, depth], rungs: depth, measure: score.loss}", "named twice"),
      ("{trials: [depth], rungs: size, measure: score}", "measure must be STAGE.METRIC"),
      ("{trials: [size], rungs: depth, measure: scor.loss}", "there is no stage 'scor'"),
      ("{trials: [size], rungs: depth, measure: other.loss}", "'other' does not depend on each of"),
      ("{trials: [size], rungs: depth, measure: score.loss, goal: up}", "goal must be max or min"),
      ("{trials: [size], rungs: depth, measure: score.loss, keep: 1}", "keep must be a whole"),
      ("{trials: [size], rungs: depth, measure: score.loss, most: 1}", "unknown key 'most'"),
    ])
  func mistakes(search: String, message: String) {
    let found = problem(Self.text(search))
    #expect(found.contains(message), "\(found)")
  }

  @Test("budgets have to grow, and nothing gathers over an axis of the search")
  func budgets() {
    let falling = Self.text(Self.sound).replacing("[10, 20, 40]", with: "[40, 20]")
    #expect(problem(falling).contains("must be at least two numbers that grow"))
    let gathering = Self.text(
      Self.sound, stages: "  all: {kind: compare, over: size, measure: score.loss}")
    #expect(problem(gathering).contains("stage 'all' gathers over 'size'"))
  }
}

@Suite("trials of compared arms")
struct TuningTrialsTests {
  private static func plan(_ stages: String, search: String = "[size]") throws -> Plan {
    try makePlan(
      """
      sweep:
        arm: {one: {label: a}, two: {label: b}}
        size: {values: [1, 2, 3], when: {arm: two}, otherwise: 1}
        depth: [10, 20]
        seed: [1, 2]
      search: {trials: \(search), rungs: depth, measure: score.loss, keep: 2}
      stages:
        tuned: {kind: make, size: "${size}", depth: "${depth}", label: "${arm.label}${seed}"}
        score: {kind: join, first: tuned}
        other: {kind: make, label: "${arm.label}"}
        rung: {kind: make, depth: "${depth}", label: "${arm.label}"}
      \(stages)
      """)
  }

  @Test("an arm has as many as its measured stages have, in any cell of the comparison")
  func counts() throws {
    let plan = try Self.plan(
      """
        verdict: {kind: compare, over: arm, measure: score.loss, pair: seed}
        seeds: {kind: compare, over: arm, measure: tuned.loss}
        outside: {kind: compare, over: arm, measure: other.loss}
        half: {kind: compare, over: arm, measure: rung.loss}
      """)
    let trials = TuningTrials(plan)
    for name in ["verdict", "seeds"] {
      let found = plan.stages.filter { $0.name == name }.map { trials.counts(of: $0) }
      #expect(!found.isEmpty && Set(found) == [["one": 1, "two": 3]], "\(name)")
    }
    // What the search doesn't decide about has no trials.
    for name in ["outside", "half"] {
      let found = plan.stages.filter { $0.name == name }.map { trials.counts(of: $0) }
      #expect(!found.isEmpty && found.allSatisfy(\.isEmpty), "\(name)")
    }
  }

  @Test("a plan without a search has the numbers that are declared, and no others")
  func declared() throws {
    let stage = PlannedStage(
      id: StageID("verdict"), name: "verdict", cell: [], declaration: TestKinds.compare,
      options: .map(["over": .text("arm"), "trials": .map(["two": .integer(7)])]), inputs: [],
      location: "")
    let plan = Plan(
      experiment: "test", about: "", axes: [], cells: [[]], stages: [stage], tables: [])
    #expect(TuningTrials(plan).counts(of: stage) == ["two": 7])
  }
}
