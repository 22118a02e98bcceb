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
    """

  @Test("a stage is there in every cell, with all that it needs and nothing else")
  func byName() throws {
    let (plan, whole) = (try makePlan(text).restricted(to: "tuned"), try makePlan(text))
    #expect(plan.ids == ["data", "tuned[seed=1]", "tuned[seed=2]"])
    #expect(try whole.restricted(to: "last").ids == whole.ids)
    #expect(plan.cells == whole.cells && plan.experiment == "test")
    #expect(plan.axes.map(\.name) == ["seed"] && plan.tables.map(\.name) == ["main"])
  }

  @Test("a stage of one cell needs that cell only")
  func byID() throws {
    #expect(
      try makePlan(text).restricted(to: "score[seed=2]").ids == [
        "data", "other", "tuned[seed=2]", "score[seed=2]",
      ])
  }

  @Test("an unknown stage is refused with the names that there are, each once")
  func unknown() throws {
    let plan = try makePlan(text)
    let error = #expect(throws: UnknownStage.self) { try plan.restricted(to: "tune") }
    #expect(
      error?.description
        == "the experiment has no stage 'tune'; it has: data, other, tuned, score, last")
  }
}
