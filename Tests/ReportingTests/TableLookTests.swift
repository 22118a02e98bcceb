import Options
import Pipeline
import Spec
import TestSupport
import Testing

@testable import Reporting

/// Scores of three arms at two depths with three seeds each.
private struct Scores {
  static let arms = ["all, tied", "mpo", "none_"]
  static let depths = ["6", "12"]
  static let seeds = ["1", "2", "3"]

  /// Values by arm, depth and seed.
  var values: [String: Double] = [:]
  var rows: [ResultRow] = []

  static func cell(_ labels: [String]) -> [Coordinate] {
    zip(["arm", "depth", "seed"], labels).map { Coordinate(axis: $0, label: $1) }
  }

  static var cells: [[Coordinate]] {
    arms.flatMap { arm in depths.flatMap { depth in seeds.map { cell([arm, depth, $0]) } } }
  }

  init() {
    let means = ["all, tied": 0.7, "mpo": 0.9, "none_": 0.898]
    for cell in Self.cells {
      let (arm, depth, seed) = (cell[0].label, cell[1].label, Double(cell[2].label) ?? 0)
      let value = (means[arm] ?? 0) - (depth == "6" ? 0 : 0.1) + (seed - 2) * 0.01
      rows.append(
        ResultRow(cell: cell, stage: "score", metric: "accuracy", step: nil, value: value))
      rows.append(
        ResultRow(cell: cell, stage: "score", metric: "seconds", step: nil, value: value * 10))
    }
  }

  func table(
    _ columns: [String], _ shape: (inout TableLook) -> Void,
    absent: [StageID: Table.Absence] = [:]
  ) -> Table {
    var look = TableLook()
    look.columns = columns.map { _ in TableLook.Column() }
    shape(&look)
    let planned = PlannedTable(
      name: "main", rows: ["arm"] + (look.pivot == nil ? ["depth"] : []), columns: columns,
      over: "seed", look: look)
    let stages = Self.cells.map { cell in
      PlannedStage(
        id: StageID("score[\(cell.map(\.label).joined(separator: ","))]"), name: "score",
        cell: cell,
        declaration: StageDeclaration(
          kind: "evaluate", version: 1, about: "", produces: "scores", options: []),
        options: .map([:]), inputs: [], location: "")
    }
    let plan = Plan(
      experiment: "example", about: "",
      axes: [
        SweepAxis(name: "arm", labels: Self.arms), SweepAxis(name: "depth", labels: Self.depths),
        SweepAxis(name: "seed", labels: Self.seeds),
      ], cells: Self.cells, stages: stages, tables: [planned])
    return ResultTables(plan, rows: ResultRows(rows), absent: absent).all[0]
  }
}

@Suite("the look of tables")
struct TableLookTests {
  private let published = PublishedRow(
    name: "Paper & co", values: ["score.accuracy": 0.95], source: "A. B. 2023, Table 1")

  private func labels(_ table: Table) -> [[String]] {
    table.rows.map { $0.prefix(table.keyColumns).map(\.readable) }
  }

  @Test("where limits the cells, also of axes that make no rows")
  func filter() {
    let table = Scores().table(["score.accuracy"]) {
      $0.filter = ["depth": ["6"], "seed": ["1", "2"]]
    }
    #expect(labels(table) == [["all, tied", "6"], ["mpo", "6"], ["none_", "6"]])
    guard case .summary(let mean, _, let count, let short, _) = table.rows[0][2] else {
      Issue.record("no mean")
      return
    }
    #expect(abs(mean - 0.695) < 1e-12 && count == 2 && short == nil)
  }

  @Test("what was not run outside of where is not missed")
  func filterAbsent() {
    var scores = Scores()
    scores.rows.removeAll { $0.cell[1].label == "12" }
    let absent = Dictionary(
      uniqueKeysWithValues: Scores.cells.filter { $0[1].label == "12" }.map {
        (StageID("score[\($0.map(\.label).joined(separator: ","))]"), Table.Absence.notRun)
      })
    let whole = scores.table(["score.accuracy"], { _ in }, absent: absent)
    #expect(whole.rows.count { $0[2] == .absent(.notRun) } == 3)
    let part = scores.table(["score.accuracy"], { $0.filter = ["depth": ["6"]] }, absent: absent)
    #expect(!part.rows.contains { $0[2] == .absent(.notRun) })
  }

  @Test("pivot makes a column of each value; names for programs tell which")
  func pivot() {
    let table = Scores().table(["score.accuracy", "score.seconds"]) { $0.pivot = "depth" }
    #expect(
      table.header == [
        "arm", "score.accuracy[depth=6]", "score.accuracy[depth=12]", "score.seconds[depth=6]",
        "score.seconds[depth=12]",
      ])
    #expect(
      ShownTable(table).header.map(\.text) == [
        "arm", "score.accuracy, depth 6", "score.accuracy, depth 12", "score.seconds, depth 6 (s)",
        "score.seconds, depth 12 (s)",
      ])
    let one = Scores().table(["score.accuracy"]) { $0.pivot = "depth" }
    #expect(ShownTable(one).header.map(\.text) == ["arm", "depth 6", "depth 12"])
    guard case .summary(let mean, _, _, _, _) = table.rows[1][2] else {
      Issue.record("no mean")
      return
    }
    #expect(abs(mean - 0.8) < 1e-12)
  }

  @Test("rows are sorted by a column, the best first unless asked otherwise")
  func order() {
    let best = Scores().table(["score.accuracy"]) { $0.order = .init(by: "score.accuracy") }
    #expect(labels(best).first == ["mpo", "6"] && labels(best).last == ["all, tied", "12"])
    let least = Scores().table(["score.accuracy"]) {
      $0.order = .init(by: "score.accuracy", isAscending: true)
    }
    #expect(labels(least) == labels(best).reversed())
    let quick = Scores().table(["score.seconds"]) { $0.order = .init(by: "score.seconds") }
    #expect(labels(quick) == labels(least))
  }

  @Test("a value that is not there comes last, whatever the order")
  func orderAbsent() {
    var scores = Scores()
    scores.rows.removeAll { $0.cell[0].label == "mpo" }
    for isAscending in [true, false] {
      let table = scores.table(["score.accuracy"]) {
        $0.order = .init(by: "score.accuracy", isAscending: isAscending)
      }
      #expect(labels(table).suffix(2) == [["mpo", "6"], ["mpo", "12"]])
    }
  }

  @Test("the best is marked with all that don't differ from it, by the metric's direction")
  func best() {
    let table = Scores().table(["score.accuracy", "score.seconds"]) { look in
      for index in look.columns.indices { look.columns[index].marksBest = true }
    }
    // Rows: all 6, all 12, mpo 6, mpo 12, none 6, none 12.
    #expect(table.columns[2].best == [2, 4] && table.columns[3].best == [1])
    #expect(TextExporter.render(table).contains("0.9000 ± 0.0100*"))
    #expect(ShownTable(table).header[2].text == "score.accuracy ↑")
    #expect(ShownTable(table).header[3].text == "score.seconds (s) ↓")
  }

  @Test(
    "what stands beside a mean",
    arguments: [
      (Spread.std, "0.9000 ± 0.0100"), (.sem, "0.9000 ± 0.0058"), (.none, "0.9000"),
      (.ci95, "0.9000 [0.8752, 0.9248]"), (.range, "0.9000 (0.8900 to 0.9100)"),
    ])
  func spread(spread: Spread, wanted: String) {
    let table = Scores().table(["score.accuracy"]) { $0.spread = spread }
    #expect(ShownTable(table)[2][2].text == wanted)
    #expect(CSVExporter.render(table).contains("accuracy_mean,score.accuracy_std,score.accuracy_n"))
  }

  @Test("below three values there is no interval")
  func twoValues() {
    let table = Scores().table(["score.accuracy"]) {
      ($0.spread, $0.filter) = (.ci95, ["seed": ["1", "2"]])
    }
    #expect(ShownTable(table)[2][2].text == "0.8950")
  }

  @Test("percent and digits change what people see, and nothing else")
  func percent() {
    func table(_ digits: Int?, _ isPercent: Bool) -> Table {
      Scores().table(["score.accuracy"]) {
        ($0.columns[0].digits, $0.columns[0].isPercent) = (digits, isPercent)
      }
    }
    #expect(ShownTable(table(1, true))[2][2].text == "90.0 ± 1.0")
    #expect(ShownTable(table(nil, true))[2][2].text == "90.00 ± 1.00")
    #expect(ShownTable(table(2, false))[2][2].text == "0.90 ± 0.01")
    #expect(ShownTable(table(1, true)).header[2].text == "score.accuracy (%)")
    #expect(CSVExporter.render(table(1, true)) == CSVExporter.render(table(nil, false)))
  }

  @Test("a metric that a stage didn't leave is undefined, and empty for programs")
  func undefined() {
    var scores = Scores()
    scores.rows.removeAll { $0.metric == "seconds" && $0.cell[0].label == "mpo" }
    let table = scores.table(["score.seconds"]) { _ in }
    #expect(table.rows[2][2] == .absent(.undefined))
    #expect(ShownTable(table)[2][2].text == "–")
    #expect(CSVExporter.render(table).contains("\nmpo,6,,,\n"))
    #expect(
      JSONExporter.render(table).contains("\"mpo\", \"depth\": \"6\", \"score.seconds\": null"))
  }

  @Test("everything at once, in every format", arguments: ExporterCatalog.names)
  func golden(name: String) throws {
    var scores = Scores()
    scores.rows.removeAll { $0.cell.map(\.label) == ["none_", "12", "3"] }
    let table = scores.table(["score.accuracy", "score.seconds"]) { look in
      look.pivot = "depth"
      look.columns[0].label = "Accuracy & more"
      look.columns[0].isPercent = true
      look.columns[0].marksBest = true
      look.order = .init(by: "score.accuracy")
      look.caption = "Scores of 100 % of\nthe arms"
      look.footnotes = [
        .init("Three seeds."), .init(target: "mpo", "Five tensors."),
        .init(target: "score.seconds", "Of one core."),
      ]
      look.published = [published]
    }
    let exporter = try #require(ExporterCatalog.exporter(name))
    expectGolden(exporter.render(table), "look.\(name).txt")
  }

  @Test("a table that is too wide becomes blocks, each with the columns that say what a row is")
  func blocks() {
    let table = Scores().table(["score.accuracy", "score.seconds"]) {
      ($0.pivot, $0.footnotes) = ("depth", [.init("All of it.")])
    }
    #expect(table.blocks(ofWidth: 500).map(\.header) == [table.header])
    let blocks = table.blocks(ofWidth: 70)
    #expect(blocks.map(\.header.first) == ["arm", "arm"] && blocks.count == 2)
    #expect(blocks.flatMap { $0.header.dropFirst() } == Array(table.header.dropFirst()))
    #expect(blocks.map(\.name) == ["main", "main, continued"])
    #expect(blocks.map(\.notes) == [[], ["All of it."]])
    for block in blocks {
      let lines = TextExporter.render(block).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 70 })
    }
    // As narrow as it gets: one column a block, and labels cut.
    let narrow = table.blocks(ofWidth: 10)
    #expect(narrow.count == 4 && narrow[0].rows[0][0] == .text("all, ti…"))
  }
}
