import Options
import Pipeline
import Reporting
import Spec
import Testing

/// A comparison for each of two tasks, and the metrics that it may have.
private struct Comparisons {
  static let tasks = ["sst2", "rte"]
  var rows: [ResultRow] = []

  static func cell(_ task: String) -> [Coordinate] { [Coordinate(axis: "task", label: task)] }

  static var plan: Plan {
    let stages = tasks.map { task in
      PlannedStage(
        id: StageID("verdict[task=\(task)]"), name: "verdict", cell: cell(task),
        declaration: StageDeclaration(
          kind: "ablate", version: 1, about: "", produces: "comparison", options: []),
        options: .map([
          "over": .text("arm"), "baseline": .text("z"), "measure": .text("score.f1"),
        ]), inputs: [], location: "")
    }
    let axes = [
      SweepAxis(name: "task", labels: tasks), SweepAxis(name: "arm", labels: ["z", "m", "a"]),
    ]
    return Plan(
      experiment: "example", about: "", axes: axes, cells: tasks.map(cell), stages: stages,
      tables: [])
  }

  mutating func add(_ metric: String, _ value: Double, _ task: String, step: Int? = nil) {
    rows.append(
      ResultRow(
        cell: Self.cell(task), stage: "verdict", metric: metric, step: step, value: value))
  }

  var tables: [Table] { ResultTables(Self.plan, rows: ResultRows(rows)).all }
}

@Suite("what tables of comparisons promise")
struct ComparisonLawTests {
  @Test("all cells of a comparison stand in one table, each with its own metrics")
  func oneTable() throws {
    var comparisons = Comparisons()
    for (task, mean) in [("rte", 0.25), ("sst2", 0.5)] {
      comparisons.add("a.mean", mean, task)
      comparisons.add("a.n", 1, task)
    }
    comparisons.add("z.mean", 0.75, "rte")
    let tables = comparisons.tables
    try #require(tables.map(\.name) == ["verdict"])
    #expect(tables[0].header.prefix(3) == ["task", "arm", "parameters"])
    #expect(
      tables[0].rows.map { Array($0[..<2]) } == [
        [.text("sst2"), .text("a")], [.text("rte"), .text("z")], [.text("rte"), .text("a")],
      ])
    #expect(
      tables[0].rows.map { $0[3] } == [
        .summary(mean: 0.5, deviation: nil, count: 1),
        .summary(mean: 0.75, deviation: nil, count: 0),
        .summary(mean: 0.25, deviation: nil, count: 1),
      ])
    #expect(tables[0].rows.allSatisfy { $0.count == tables[0].header.count })
  }

  @Test("a cell that was not run has its arms, each column saying so")
  func notRun() throws {
    var comparisons = Comparisons()
    comparisons.add("a.mean", 0.5, "sst2")
    let found = ResultTables(
      Comparisons.plan, rows: ResultRows(comparisons.rows),
      absent: [StageID("verdict[task=rte]"): .notRun])
    let table = try #require(found.all.first)
    #expect(table.rows.count == 4)
    for (row, arm) in zip(table.rows.dropFirst(), ["z", "m", "a"]) {
      #expect(row == [.text("rte"), .text(arm)] + Array(repeating: .absent(.notRun), count: 15))
    }
  }

  @Test("arms stand in the order of the axis; one without a mean has no row")
  func arms() throws {
    var comparisons = Comparisons()
    for arm in ["a", "z"] { comparisons.add("\(arm).mean", 0.5, "sst2") }
    comparisons.add("m.parameters", 4096, "sst2")
    let table = try #require(comparisons.tables.first)
    #expect(table.rows.map { $0[1] } == [.text("z"), .text("a")])
  }

  @Test("the header names the axis and the metric that is compared")
  func header() throws {
    let table = try #require(Comparisons().tables.first)
    #expect(table.header.prefix(2) == ["task", "arm"] && table.header[3] == "score.f1")
    #expect(table.rows.isEmpty)
  }

  @Test("a single pair has a difference, but no interval and no p-value")
  func onePair() throws {
    var comparisons = Comparisons()
    let results = ["z.mean": 0.75, "z.n": 1, "z.pairs": 1, "z.difference": -0.25]
    for (metric, value) in results { comparisons.add(metric, value, "sst2") }
    let table = try #require(comparisons.tables.first)
    #expect(
      table.rows == [
        [
          .text("sst2"), .text("z"), .missing, .summary(mean: 0.75, deviation: nil, count: 1),
          .number(1), .interval(-0.25, low: nil, high: nil),
        ] + Array(repeating: .missing, count: 11)
      ])
  }

  @Test("a warning names the arms that can't be compared and the cell, and no others")
  func warnings() {
    var comparisons = Comparisons()
    for arm in ["z", "m", "a"] { comparisons.add("\(arm).mean", 0.5, "sst2") }
    for (name, value) in ["m.pairs": 0, "a.pairs": 3, "a.difference": 0.25] {
      comparisons.add(name, value, "sst2")
    }
    comparisons.add("z.mean", 0.5, "rte")
    let found = ResultTables(Comparisons.plan, rows: ResultRows(comparisons.rows)).warnings
    #expect(
      found == [
        "verdict[task=sst2]: no value of 'm' has a pair of 'z'",
        "verdict[task=sst2]: 'a' differs by the same in all 3 pairs: without spread there is "
          + "neither interval nor p",
        "verdict[task=rte]: there is nothing to compare 'z' with",
      ])
    comparisons.add("a.p", 0.5, "sst2")
    comparisons.rows.removeAll { $0.metric.hasPrefix("m.") || $0.cell == Comparisons.cell("rte") }
    #expect(ResultTables(Comparisons.plan, rows: ResultRows(comparisons.rows)).warnings.isEmpty)
  }

  @Test("metrics of another stage and curves are no part of it")
  func foreignMetrics() throws {
    var comparisons = Comparisons()
    comparisons.add("z.mean", 0.5, "sst2", step: 10)
    comparisons.rows.append(
      ResultRow(
        cell: Comparisons.cell("sst2"), stage: "score", metric: "a.mean", step: nil, value: 1))
    let table = try #require(comparisons.tables.first)
    #expect(table.rows.isEmpty)
  }

  @Test("the tables of the spec come first")
  func order() {
    let table = PlannedTable(name: "zz", rows: [], columns: ["f1"], over: nil)
    let plan = Comparisons.plan
    let more = Plan(
      experiment: plan.experiment, about: "", axes: plan.axes, cells: plan.cells,
      stages: plan.stages, tables: [table])
    let names = ResultTables(more, rows: ResultRows()).all.map(\.name)
    #expect(names == ["zz", "verdict"])
  }

  @Test("the tidy table keeps metrics in their order, with a coordinate or nothing on every axis")
  func tidy() {
    var comparisons = Comparisons()
    comparisons.add("loss", 0.5, "rte", step: 20)
    comparisons.add("loss", 0.75, "rte", step: 10)
    comparisons.add("a.mean", .nan, "sst2")
    let tidy = ResultTables(Comparisons.plan, rows: ResultRows(comparisons.rows)).tidy()
    #expect(tidy.header == ["experiment", "task", "arm", "stage", "metric", "step", "value"])
    #expect(
      CSVExporter.render(tidy).split(separator: "\n").dropFirst() == [
        "example,rte,,verdict,loss,20,0.5", "example,rte,,verdict,loss,10,0.75",
        "example,sst2,,verdict,a.mean,,nan",
      ])
  }
}
