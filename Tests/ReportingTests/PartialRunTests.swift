import Pipeline
import Reporting
import Testing

/// Results of a run that lacks some of the plan's stages, or has others besides.
@Suite("tables from a run that isn't quite the plan's")
struct PartialRunTests {
  private let cells: [[Coordinate]] = ["b", "a"].flatMap { arm in
    ["1", "2", "3"].map { PlainPlan.cell(["arm": arm, "seed": $0]) }
  }

  @Test("an arm that the plan no longer has gets no row")
  func formerArm() throws {
    let results = ["c", "b", "a"].map { arm in
      PlainPlan.final("score", "f1", 0.5, at: ["arm": arm, "seed": "1"])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: results)
    #expect(found.map { $0[0] } == [.text("b"), .text("a")])
  }

  @Test("a repetition that the plan no longer has is not averaged in")
  func formerRepetition() throws {
    let values = ["1": 1.0, "2": 2, "3": 3, "4": 10]
    let results = values.sorted { $0.key < $1.key }.map { seed, value in
      PlainPlan.final("score", "f1", value, at: ["arm": "a", "seed": seed])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: results)
    #expect(found[1] == [.text("a"), .summary(mean: 2, deviation: 1, count: 3)])
  }

  @Test("a repetition that failed is not counted")
  func failedRepetition() throws {
    let results = ["1", "3"].map { seed in
      PlainPlan.final("score", "f1", seed == "1" ? 0 : 2, at: ["arm": "b", "seed": seed])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: results)
    let deviation = 2.0.squareRoot()
    #expect(
      found == [
        [.text("b"), .summary(mean: 1, deviation: deviation, count: 2)], [.text("a"), .missing],
      ])
  }

  @Test("what was not run and what failed is marked, and noted beside means that lack it")
  func absent() throws {
    let results = [("a", "1", 0.0), ("a", "3", 2)].map { arm, seed, value in
      PlainPlan.final("score", "f1", value, at: ["arm": arm, "seed": seed])
    }
    let found = try PlainPlan.rows(
      cells, ["arm"], ["score.f1", "tuned.loss"], over: "seed", from: results,
      absent: [.notRun: ["score[1]", "score[2]", "score[4]", "tuned[5]"], .failed: ["score[0]"]])
    let deviation = 2.0.squareRoot()
    #expect(
      found == [
        [.text("b"), .absent(.failed), .missing],
        [
          .text("a"), .summary(mean: 1, deviation: deviation, count: 2, short: .of(3)),
          .absent(.notRun),
        ],
      ])
  }

  @Test("a mean over fewer values than another one of its column says over how many")
  func unequalGrids() throws {
    let results = [("b", "1"), ("b", "2"), ("b", "3"), ("a", "1")].map { arm, seed in
      PlainPlan.final("score", "f1", 0.5, at: ["arm": arm, "seed": seed])
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["f1"], over: "seed", from: results)
    let short = Table.Cell.summary(mean: 0.5, deviation: nil, count: 1, short: .planned)
    #expect(found[0][1] == .summary(mean: 0.5, deviation: 0, count: 3) && found[1][1] == short)
    #expect(short.readable == "0.5000 (n = 1)")
    let partial = Table.Cell.summary(mean: 0.5, deviation: 0.25, count: 2, short: .of(3))
    #expect(partial.readable == "0.5000 ± 0.2500 (2 of 3)")
  }

  @Test("a bare name is the same stage's metric in every row, also where that stage failed")
  func oneStageForAColumn() throws {
    let results = [
      PlainPlan.final("tuned", "loss", 2, at: ["arm": "b"]),
      PlainPlan.final("score", "loss", 1, at: ["arm": "b"]),
      PlainPlan.final("tuned", "loss", 4, at: ["arm": "a"]),
    ]
    let arms = ["b", "a"].map { PlainPlan.cell(["arm": $0]) }
    let found = try PlainPlan.rows(arms, ["arm"], ["loss"], from: results)
    #expect(found == [[.text("b"), .number(1)], [.text("a"), .missing]])
  }
}
