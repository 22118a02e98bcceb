import Pipeline
import Reporting
import Testing

/// Figures of a run that lacks some of the plan's stages, or has others besides.
@Suite("tables from a run that isn't quite the plan's")
struct PartialRunTests {
  private let cells: [[Coordinate]] = ["b", "a"].flatMap { arm in
    ["1", "2", "3"].map { PlainPlan.cell(["arm": arm, "seed": $0]) }
  }

  @Test("an arm that the plan no longer has gets no row")
  func formerArm() throws {
    let figures = ["c", "b", "a"].map { arm in
      PlainPlan.figure("score", "f1", 0.5, at: ["arm": arm, "seed": "1"])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: figures)
    #expect(found.map { $0[0] } == [.text("b"), .text("a")])
  }

  @Test("a repetition that the plan no longer has is not averaged in")
  func formerRepetition() throws {
    let values = ["1": 1.0, "2": 2, "3": 3, "4": 10]
    let figures = values.sorted { $0.key < $1.key }.map { seed, value in
      PlainPlan.figure("score", "f1", value, at: ["arm": "a", "seed": seed])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: figures)
    #expect(found[1] == [.text("a"), .summary(mean: 2, deviation: 1, count: 3)])
  }

  @Test("a repetition that failed is not counted")
  func failedRepetition() throws {
    let figures = ["1", "3"].map { seed in
      PlainPlan.figure("score", "f1", seed == "1" ? 0 : 2, at: ["arm": "b", "seed": seed])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: figures)
    let deviation = 2.0.squareRoot()
    #expect(
      found == [
        [.text("b"), .summary(mean: 1, deviation: deviation, count: 2)], [.text("a"), .missing],
      ])
  }

  @Test("a bare name is the same stage's figure in every row, also where that stage failed")
  func oneStageForAColumn() throws {
    let figures = [
      PlainPlan.figure("tuned", "loss", 2, at: ["arm": "b"]),
      PlainPlan.figure("score", "loss", 1, at: ["arm": "b"]),
      PlainPlan.figure("tuned", "loss", 4, at: ["arm": "a"]),
    ]
    let arms = ["b", "a"].map { PlainPlan.cell(["arm": $0]) }
    let found = try PlainPlan.rows(arms, ["arm"], ["loss"], from: figures)
    #expect(found == [[.text("b"), .number(1)], [.text("a"), .missing]])
  }
}
