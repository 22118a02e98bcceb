import Options
import Pipeline
import Reporting
import Testing

/// Two arms of three seeds each, and stages that no arm varies.
private enum Example {
  static let arms = ["mpo", "all"]
  static let seeds = ["1", "2", "3"]

  static func cell(_ arm: String, _ seed: String) -> [Coordinate] {
    [Coordinate(axis: "arm", label: arm)] + cell(seed)
  }

  static func cell(_ seed: String) -> [Coordinate] { [Coordinate(axis: "seed", label: seed)] }

  static let cells = arms.flatMap { arm in seeds.map { cell(arm, $0) } }

  static func stage(_ name: String, _ cell: [Coordinate] = []) -> PlannedStage {
    PlannedStage(
      id: StageID(([name] + cell.map(\.label)).joined(separator: ".")), name: name, cell: cell,
      declaration: StageDeclaration(
        kind: name, version: 1, about: name, produces: "scores", options: []),
      options: .map([:]), inputs: [], location: "")
  }

  static var plan: Plan {
    Plan(
      experiment: "example", about: "",
      axes: [SweepAxis(name: "arm", labels: arms), SweepAxis(name: "seed", labels: seeds)],
      cells: cells,
      stages: cells.map { stage("score", $0) } + seeds.map { stage("fresh", cell($0)) }
        + [stage("words"), stage("gone"), stage("other")],
      tables: [
        PlannedTable(
          name: "main", rows: ["arm"], columns: ["score.accuracy", "score.loss"], over: "seed",
          references: [
            .init(name: "bag of words", metrics: ["score.accuracy": "words.accuracy"]),
            .init(name: "untrained", metrics: ["score.loss": "fresh.loss"]),
            .init(name: "frequencies", metrics: ["score.loss": "gone.loss"]),
            .init(name: "nothing", metrics: ["score.loss": "other.loss"]),
          ])
      ])
  }

  static func row(
    _ stage: String, _ metric: String, _ value: Double, at cell: [Coordinate] = []
  ) -> ResultRow {
    ResultRow(cell: cell, stage: stage, metric: metric, step: nil, value: value)
  }
}

@Suite("reference rows of a table")
struct ReferenceRowTests {
  private let tables = ResultTables(
    Example.plan,
    rows: ResultRows(
      Example.cells.flatMap { cell in
        ["accuracy", "loss"].map { Example.row("score", $0, 0.5, at: cell) }
      } + [Example.row("words", "accuracy", 0.75)]
        + zip(Example.seeds, [1, 2, 6]).map { seed, loss in
          Example.row("fresh", "loss", loss, at: Example.cell(seed))
        }),
    absent: [StageID("gone"): .notRun])

  @Test("stand below the others, with means over what their own stages vary over")
  func rows() {
    let rows = Array(tables.all[0].rows)
    #expect(rows.count == 6)
    #expect(
      Array(rows.suffix(4)) == [
        [.text("bag of words"), .summary(mean: 0.75, deviation: nil, count: 1), .missing],
        [
          .text("untrained"), .missing,
          .summary(mean: 3, deviation: 7.0.squareRoot(), count: 3),
        ],
        [.text("frequencies"), .missing, .absent(.notRun)],
        [.text("nothing"), .missing, .missing],
      ])
  }

  @Test("leave the other rows as they are without them")
  func others() {
    let half = Table.Cell.summary(mean: 0.5, deviation: 0, count: 3)
    #expect(
      Array(tables.all[0].rows.prefix(2)) == [
        [.text("mpo"), half, half], [.text("all"), half, half],
      ])
  }

  @Test("are warned of if their stages have run and lack the metric")
  func warnings() {
    let lines = tables.warnings.filter { $0.contains("no stage has a metric") }
    #expect(lines.count == 1 && lines[0].contains("'other.loss'"), "\(lines)")
  }
}
