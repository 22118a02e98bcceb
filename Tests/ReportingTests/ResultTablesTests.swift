import Options
import Pipeline
import Reporting
import Spec
import Testing

/// A plan of two arms and three seeds, with metrics for it.
private struct Example {
  var rows: [ResultRow] = []

  static func declaration(_ kind: String, _ produces: String) -> StageDeclaration {
    StageDeclaration(kind: kind, version: 1, about: kind, produces: produces, options: [])
  }

  static let arms = ["mpo", "all"]
  static let seeds = ["2", "1", "10"]

  static func cell(_ arm: String, _ seed: String) -> [Coordinate] {
    [Coordinate(axis: "arm", label: arm), Coordinate(axis: "seed", label: seed)]
  }

  static var cells: [[Coordinate]] { arms.flatMap { arm in seeds.map { cell(arm, $0) } } }

  static func plan(_ tables: [PlannedTable]) -> Plan {
    var stages: [PlannedStage] = []
    for cell in cells {
      for (name, kind) in [("tuned", "model"), ("score", "scores")] {
        let label = cell.map(\.label).joined(separator: ",")
        stages.append(
          PlannedStage(
            id: StageID("\(name)[\(label)]"), name: name, cell: cell,
            declaration: declaration(kind, kind), options: .map([:]), inputs: [], location: ""))
      }
    }
    stages.append(
      PlannedStage(
        id: StageID("verdict"), name: "verdict", cell: [],
        declaration: declaration("ablate", "comparison"),
        options: .map([
          "over": .text("arm"), "baseline": .text("all"), "measure": .text("accuracy"),
        ]), inputs: [], location: ""))
    return Plan(
      experiment: "example", about: "",
      axes: [SweepAxis(name: "arm", labels: arms), SweepAxis(name: "seed", labels: seeds)],
      cells: cells, stages: stages, tables: tables)
  }

  mutating func add(
    _ metric: String, _ value: Double, of stage: String, at cell: [Coordinate] = [],
    step: Int? = nil
  ) {
    rows.append(ResultRow(cell: cell, stage: stage, metric: metric, step: step, value: value))
  }

  func tables(_ planned: PlannedTable...) -> ResultTables {
    ResultTables(Example.plan(planned), rows: ResultRows(rows))
  }
}

@Suite("tables from metrics")
struct ResultTablesTests {
  private func table(_ rows: [String], _ columns: [String], over: String? = nil) -> PlannedTable {
    PlannedTable(name: "main", rows: rows, columns: columns, over: over)
  }

  @Test("metrics that follow from the plan are in tables that name them, and in no list of results")
  func planned() {
    var example = Example()
    for (index, cell) in Example.cells.enumerated() where index != 1 {
      example.add("loss", 1, of: "tuned", at: cell)
    }
    let others = Example.cells.map {
      ResultRow(cell: $0, stage: "tuned", metric: "flops_per_step", step: nil, value: 6e9)
    }
    let planned = table(["arm"], ["tuned.flops_per_step"], over: "seed")
    let found = ResultTables(
      Example.plan([planned]), rows: ResultRows(example.rows), planned: ResultRows(others))
    #expect(
      found.all[0].rows == [
        [.text("mpo"), .whole(6_000_000_000)],
        [.text("all"), .whole(6_000_000_000)],
      ])
    #expect(TextExporter.render(found.all[0]).contains("tuned.flops_per_step (FLOP)"))
    #expect(found.warnings.isEmpty)
    let plain = ResultTables(Example.plan([planned]), rows: ResultRows(example.rows))
    #expect(CSVExporter.render(found.tidy()) == CSVExporter.render(plain.tidy()))
    #expect(found.tidy().rows.count == 5)
  }

  @Test("over an axis: mean, sample standard deviation and number, rows in the order of the spec")
  func summary() {
    var example = Example()
    for (index, seed) in Example.seeds.enumerated() {
      example.add("accuracy", [0.5, 0.25, 0.75][index], of: "score", at: Example.cell("mpo", seed))
      example.add("accuracy", [1, 1, 4][index], of: "score", at: Example.cell("all", seed))
    }
    let found = example.tables(table(["arm"], ["score.accuracy"], over: "seed")).all[0]
    #expect(found.header == ["arm", "score.accuracy"])
    #expect(
      found.rows == [
        [.text("mpo"), .summary(mean: 0.5, deviation: 0.25, count: 3)],
        [.text("all"), .summary(mean: 2, deviation: 3.0.squareRoot(), count: 3)],
      ])
  }

  @Test("one row for every combination, in the order of the spec; what is not there is missing")
  func combinations() {
    var example = Example()
    example.add("accuracy", 0.5, of: "score", at: Example.cell("all", "1"))
    let found = example.tables(table(["seed", "arm"], ["score.accuracy"])).all[0]
    let labels = Example.arms.flatMap { arm in Example.seeds.map { [$0, arm] } }
    #expect(found.rows.map { $0.prefix(2) } == labels.map { $0.map { .text($0) }[...] })
    let filled = found.rows.filter { $0[2] != .missing }
    #expect(filled == [[.text("1"), .text("all"), .number(0.5)]])
  }

  @Test("a metric without a stage is that of the last stage that has it; curves are left out")
  func bareMetric() {
    var example = Example()
    for cell in Example.cells {
      example.add("loss", 9, of: "tuned", at: cell, step: 50)
      example.add("loss", 2, of: "tuned", at: cell)
      example.add("loss", 1, of: "score", at: cell)
      example.add("parameters", 1500, of: "tuned", at: cell)
    }
    let found = example.tables(table(["arm"], ["loss", "tuned.loss", "parameters"], over: "seed"))
    let cells = found.all[0].rows[0].dropFirst()
    #expect(
      cells == [
        .summary(mean: 1, deviation: 0, count: 3), .summary(mean: 2, deviation: 0, count: 3),
        .whole(1500),
      ])
  }

  @Test("a table without columns has those of the stages that score")
  func standardColumns() {
    var example = Example()
    example.add("loss", 2, of: "tuned", at: Example.cell("mpo", "1"))
    example.add("accuracy", 0.5, of: "score", at: Example.cell("mpo", "1"))
    example.add("loss", 1, of: "score", at: Example.cell("mpo", "1"))
    let found = example.tables(table(["arm"], [], over: "seed")).all[0]
    #expect(found.header == ["arm", "score.accuracy", "score.loss"])
  }

  @Test("a comparison has a row for each arm, and nothing where there is no metric")
  func comparison() {
    var example = Example()
    let results = [
      "all.mean": 0.5, "all.n": 2, "all.std": 0.1, "all.parameters": 900, "mpo.mean": 0.75,
      "mpo.n": 2, "mpo.std": 0.2, "mpo.parameters": 1234, "mpo.difference": 0.25,
      "mpo.difference_low": -0.5, "mpo.difference_high": 1, "mpo.p": 0.125,
      "mpo.pairs": 2, "mpo.p_holm": 0.25,
    ]
    for (name, value) in results { example.add(name, value, of: "verdict") }
    let found = example.tables().all[0]
    #expect(found.name == "verdict")
    #expect(
      found.header == [
        "arm", "parameters", "accuracy", "pairs", "difference", "p", "p_holm", "p_sign_flip",
        "p_equivalence", "p_mcnemar", "wins", "detectable", "difference_per_million", "rows_low",
        "rows_high", "verdict",
      ])
    let nothing = [Table.Cell](repeating: .missing, count: 8)
    #expect(
      found.rows == [
        [
          .text("mpo"), .whole(1234), .summary(mean: 0.75, deviation: 0.2, count: 2),
          .number(2), .interval(0.25, low: nil, high: nil), .number(0.125), .number(0.25),
        ] + nothing + [.text("undecided")],
        [
          .text("all"), .whole(900), .summary(mean: 0.5, deviation: 0.1, count: 2),
          .number(2), .missing, .missing, .missing,
        ] + nothing + [.missing],
      ])
    #expect(
      CSVExporter.render(found).hasPrefix(
        "arm,parameters,accuracy_mean,accuracy_std,accuracy_n,pairs,difference,difference_low,"
          + "difference_high,p,p_holm,"))
    #expect(
      TextExporter.render(found).split(separator: "\n")[1].split(separator: " ") == [
        "arm", "parameters", "accuracy", "pairs", "difference", "p", "p_holm", "verdict",
      ])
  }

  @Test("the tidy table has every value, curves included, with a column for each axis")
  func tidy() {
    var example = Example()
    example.add("loss", 9, of: "tuned", at: Example.cell("all", "10"), step: 50)
    example.add("vocabulary", 4096, of: "text")
    let found = example.tables().tidy()
    #expect(found.header == ["experiment", "arm", "seed", "stage", "metric", "step", "value"])
    #expect(
      CSVExporter.render(found).split(separator: "\n").dropFirst() == [
        "example,all,10,tuned,loss,50,9", "example,,,text,vocabulary,,4096",
      ])
  }

  @Test("a column whose metric no stage has is warned of, with what was meant")
  func warnings() {
    var example = Example()
    example.add("accuracy", 0.5, of: "score", at: Example.cell("all", "1"))
    let tables = example.tables(
      table(["arm"], ["acuracy", "accuracy", "score.loss"], over: "seed"))
    #expect(
      tables.warnings == [
        "table 'main': no stage has a metric 'acuracy'; did you mean 'accuracy'?",
        "table 'main': no stage has a metric 'score.loss'; known: accuracy, score.accuracy",
      ])
  }

  @Test(
    "a mean over an axis that isn't told is warned of, but only where shown values vary over it")
  func silentMeans() {
    var example = Example()
    example.add("all.n", 3, of: "verdict")
    for seed in ["1", "10"] {
      example.add("accuracy", 0.5, of: "score", at: Example.cell("all", seed))
    }
    let tables = example.tables(table(["arm"], ["score.accuracy"]), table([], ["verdict.all.n"]))
    #expect(
      tables.warnings.filter { $0.hasPrefix("table") } == [
        "table 'main': its values are means over 'seed', which is neither in rows nor after over"
      ])
  }

  @Test("a column without a stage whose metric several stages have is warned of")
  func unclear() {
    var example = Example()
    example.add("loss", 0.5, of: "tuned", at: Example.cell("all", "1"))
    example.add("loss", 0.25, of: "score", at: Example.cell("all", "1"))
    let tables = example.tables(table(["arm"], ["loss", "tuned.loss"], over: "seed"))
    #expect(
      tables.warnings == [
        "table 'main': several stages have a metric 'loss': tuned, score; it shows score.loss"
      ])
  }
}
