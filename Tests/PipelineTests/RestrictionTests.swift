import Pipeline
import Testing

@Suite("plans of one stage")
struct RestrictionTests {
  private let text = """
    sweep: {seed: [1, 2]}
    stages:
      data: {kind: make}
      other: {kind: make, size: 2}
      tuned: {kind: join, first: data, size: "${seed}"}
      score: {kind: join, first: tuned, second: other}
      last: {kind: join, first: score}
    tables: {main: {}}
    """

  @Test("a stage is there in every cell, with all that it needs and nothing else")
  func byName() throws {
    let whole = try makePlan(text)
    let plan = try whole.restricted(to: PlanSelection(only: ["tuned"]))
    #expect(plan.ids == ["data", "tuned[seed=1]", "tuned[seed=2]"])
    #expect(try whole.restricted(to: PlanSelection(only: ["last"])).ids == whole.ids)
    #expect(try whole.restricted(to: PlanSelection()).ids == whole.ids)
    #expect(plan.cells.elementsEqual(whole.cells) && plan.experiment == "test")
    #expect(plan.axes.map(\.name) == ["seed"] && plan.tables.map(\.name) == ["main"])
  }

  @Test("a stage of one cell needs that cell only")
  func byID() throws {
    #expect(
      try makePlan(text).restricted(to: PlanSelection(only: ["score[seed=2]"])).ids == [
        "data", "other", "tuned[seed=2]", "score[seed=2]",
      ])
  }

  @Test("until leaves out what reads a stage, and keeps its neighbours")
  func until() throws {
    #expect(
      try makePlan(text).restricted(to: PlanSelection(until: ["tuned"])).ids == [
        "data", "other", "tuned[seed=1]", "tuned[seed=2]",
      ])
    #expect(
      try makePlan(text).restricted(to: PlanSelection(until: ["tuned[seed=1]"])).ids == [
        "data", "other", "tuned[seed=1]", "tuned[seed=2]", "score[seed=2]", "last[seed=2]",
      ])
  }

  @Test("from takes what reads a stage, and what all of these need")
  func from() throws {
    let plan = try makePlan(text)
    #expect(
      try plan.restricted(to: PlanSelection(from: ["score[seed=1]"])).ids == [
        "data", "other", "tuned[seed=1]", "score[seed=1]", "last[seed=1]",
      ])
    #expect(
      try plan.restricted(to: PlanSelection(until: ["score"], from: ["other"])).ids == [
        "data", "other", "tuned[seed=1]", "tuned[seed=2]", "score[seed=1]", "score[seed=2]",
      ])
  }

  @Test("an unknown stage is refused with the names that there are, each once")
  func unknown() throws {
    let plan = try makePlan(text)
    let error = #expect(throws: UnknownStage.self) {
      try plan.restricted(to: PlanSelection(only: ["data"], from: ["tune"]))
    }
    #expect(
      error?.description
        == """
        the experiment has no stage 'tune'; did you mean 'tuned'? it has: data, other, tuned, \
        score, last
        """)
    let inCell = #expect(throws: UnknownStage.self) { try plan.stages(named: ["score[seed=3]"]) }
    #expect(inCell?.description.contains("did you mean 'score[seed=1]'?") == true)
    let far = #expect(throws: UnknownStage.self) { try plan.stages(named: ["elephant"]) }
    #expect(far?.description.contains("did you mean") == false)
  }
}
