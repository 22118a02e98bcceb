import Pipeline
import Reporting
import TestSupport
import Testing

@Suite("what tables of the spec promise")
struct PivotLawTests {
  private let cells: [[Coordinate]] = ["b", "a"].flatMap { arm in
    ["1", "2", "3"].map { PlainPlan.cell(["arm": arm, "seed": $0]) }
  }

  @Test("a mean is the sum over the number; a deviation comes from all pairs", arguments: 2...12)
  func summary(count: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(count))
    let values = (0..<count).map { _ in Double.random(in: -3...3, using: &numbers) }
    let labels = values.indices.map { "s\($0)" }
    let cells = labels.map { PlainPlan.cell(["seed": $0]) }
    let results = zip(labels, values).map { PlainPlan.final("score", "f1", $1, at: ["seed": $0]) }
    let found = try PlainPlan.rows(cells, [], ["score.f1"], over: "seed", from: results)
    guard found.count == 1, case .summary(let mean, let deviation?, let number, _, _) = found[0][0]
    else {
      Issue.record("\(found) is no mean with a deviation")
      return
    }
    // The sample variance is the sum of the squared differences of all pairs over n (n - 1).
    var squares = 0.0
    for (index, first) in values.enumerated() {
      for second in values[..<index] { squares += (first - second) * (first - second) }
    }
    let wanted = (squares / Double(count * (count - 1))).squareRoot()
    #expect(number == count)
    #expect(abs(mean - values.reduce(0, +) / Double(count)) < 1e-12)
    #expect(abs(deviation - wanted) < 1e-12)
  }

  @Test("one repetition has a mean but no deviation")
  func oneRepetition() throws {
    let found = try PlainPlan.rows(
      cells, ["arm"], ["f1"], over: "seed",
      from: [PlainPlan.final("score", "f1", 0.5, at: ["arm": "a", "seed": "2"])])
    #expect(
      found == [
        [.text("b"), .missing], [.text("a"), .summary(mean: 0.5, deviation: nil, count: 1)],
      ])
  }

  @Test("a count that every repetition shares is a count, one that differs is a mean")
  func sharedCount() throws {
    let results = ["1", "2", "3"].flatMap { seed in
      [
        PlainPlan.final("tuned", "size", 4096, at: ["arm": "a", "seed": seed]),
        PlainPlan.final(
          "tuned", "size", seed == "3" ? 1006 : 1000, at: ["arm": "b", "seed": seed]),
      ]
    }
    let found = try PlainPlan.rows(cells, ["arm"], ["size"], over: "seed", from: results)
    #expect(found[1] == [.text("a"), .whole(4096)])
    #expect(
      found[0] == [.text("b"), .summary(mean: 1002, deviation: 12.0.squareRoot(), count: 3)])
  }

  @Test("the order of the results is not that of the rows")
  func shuffled() throws {
    let results = cells.enumerated().map { index, cell in
      ResultRow(cell: cell, stage: "score", metric: "f1", step: nil, value: Double(index) / 8)
    }
    let found = try PlainPlan.rows(cells, ["arm", "seed"], ["f1"], from: results.reversed())
    #expect(found.map { $0[2] } == cells.indices.map { Table.Cell.number(Double($0) / 8) })
    #expect(found.map { $0[0] } == ["b", "b", "b", "a", "a", "a"].map { Table.Cell.text($0) })
  }

  @Test("a cell that the plan leaves out has no row")
  func leftOut() throws {
    let kept = cells.filter { $0 != PlainPlan.cell(["arm": "b", "seed": "2"]) }
    let found = try PlainPlan.rows(kept, ["arm", "seed"], ["f1"], from: [])
    let shown = found.map { $0.dropLast() }
    #expect(shown.count == 5 && !shown.contains([.text("b"), .text("2")]))
  }

  @Test("a stage that no axis reaches gives its value to every row")
  func withoutAxes() throws {
    let found = try PlainPlan.rows(
      cells, ["arm"], ["text.lines"], from: [PlainPlan.final("text", "lines", 12, at: [:])])
    #expect(found == [[.text("b"), .number(12)], [.text("a"), .number(12)]])
  }

  @Test("a named stage gives its own value, though a later one has the same")
  func namedStage() throws {
    let results = [
      PlainPlan.final("tuned", "loss", 2, at: ["arm": "b"]),
      PlainPlan.final("score", "loss", 1, at: ["arm": "b"]),
    ]
    let found = try PlainPlan.rows(
      [PlainPlan.cell(["arm": "b"])], ["arm"], ["tuned.loss", "score.loss", "loss"], from: results)
    #expect(found == [[.text("b"), .number(2), .number(1), .number(1)]])
  }

  @Test("only what precedes the first dot may be a stage")
  func dots() throws {
    let results = [PlainPlan.final("score", "f1.macro", 0.25, at: ["arm": "b"])]
    let found = try PlainPlan.rows(
      [PlainPlan.cell(["arm": "b"])], ["arm"], ["score.f1.macro", "f1.macro", "score.f1"],
      from: results)
    #expect(found == [[.text("b"), .number(0.25), .number(0.25), .absent(.undefined)]])
  }

  @Test("a curve alone fills no cell")
  func curve() throws {
    let cell = PlainPlan.cell(["arm": "b"])
    let found = try PlainPlan.rows(
      [cell], ["arm"], ["loss"],
      from: [ResultRow(cell: cell, stage: "tuned", metric: "loss", step: 10, value: 3)])
    #expect(found == [[.text("b"), .missing]])
  }
}
