import Options
import Pipeline
import Spec
import TestSupport
import Testing

@testable import Reporting

/// Scores on a whole data set and on a part of one, each by two arms.
private struct TwoDatasets {
  static let names = ["whole", "part"]
  static let arms = ["all", "mpo"]

  private static let loading = StageDeclaration(
    kind: "load", version: 1, about: "", produces: "data",
    options: [
      OptionDeclaration(
        "dataset", .variant(noun: "a data set", names.map(variant)), .required, "the data")
    ])
  private static let scoring = StageDeclaration(
    kind: "evaluate", version: 1, about: "", produces: "scores",
    options: [OptionDeclaration("data", .stage(producing: ["data"]), .required, "the data")])

  private static func variant(_ name: String) -> OptionVariant {
    var variant = OptionVariant(name, about: "", options: [])
    if name == "part" { variant.caveat = "rows of the whole, which it isn't" }
    return variant
  }

  static func cell(_ name: String, _ arm: String? = nil) -> [Coordinate] {
    [Coordinate(axis: "task", label: name)]
      + (arm.map { [Coordinate(axis: "arm", label: $0)] } ?? [])
  }

  static var plan: [PlannedStage] {
    names.flatMap { name in
      let data = StageID("data[\(name)]")
      let load = PlannedStage(
        id: data, name: "data", cell: cell(name), declaration: loading,
        options: .map(["dataset": .map(["kind": .text(name)])]), inputs: [], location: "")
      return [load]
        + arms.map { arm in
          PlannedStage(
            id: StageID("score[\(name),\(arm)]"), name: "score", cell: cell(name, arm),
            declaration: scoring, options: .map([:]),
            inputs: [PlannedInput(role: "data", stage: data, coordinates: [])], location: "")
        }
    }
  }

  /// Makes the table of accuracies.
  static func table(
    rows: [String], _ shape: (inout TableLook) -> Void = { _ in },
    absent: [StageID: Table.Absence] = [:]
  ) -> Table {
    var look = TableLook()
    look.columns = [TableLook.Column(), TableLook.Column()]
    shape(&look)
    let planned = PlannedTable(
      name: "main", rows: rows, columns: ["score.accuracy", "score.f1"], over: nil, look: look)
    let cells = names.flatMap { name in arms.map { cell(name, $0) } }
    let values = cells.filter { absent[StageID("score[\($0[0].label),\($0[1].label)]")] == nil }
      .map { ResultRow(cell: $0, stage: "score", metric: "accuracy", step: nil, value: 0.5) }
    let some = ResultRow(
      cell: cell("whole", "all"), stage: "score", metric: "f1", step: nil, value: 0.25)
    let plan = Plan(
      experiment: "example", about: "",
      axes: [SweepAxis(name: "task", labels: names), SweepAxis(name: "arm", labels: arms)],
      cells: cells, stages: plan, tables: [planned])
    return ResultTables(plan, rows: ResultRows(values + [some]), absent: absent).all[0]
  }
}

@Suite("notes below tables")
struct TableNoteTests {
  private let sentence = "Rows of the whole, which it isn't."

  @Test("mark the rows or columns of a part of a data set, or stand below the whole table")
  func caveats() {
    let rows = TwoDatasets.table(rows: ["task", "arm"])
    #expect(rows.footnotes == [Table.Footnote(target: "part", text: sentence)])
    let shown = ShownTable(rows)
    #expect((0..<shown.count).map { shown[$0][0].footnote } == [nil, nil, 0, 0])
    let columns = TwoDatasets.table(rows: ["arm"]) { $0.pivot = "task" }
    #expect(columns.footnotes.map(\.text) == [sentence])
    #expect(columns.columns.map(\.footnote) == [nil, nil, 0, nil, 0])
    let whole = TwoDatasets.table(rows: ["arm"])
    #expect(whole.footnotes.isEmpty)
    #expect(whole.notes.contains("part: rows of the whole, which it isn't."))
  }

  @Test("say nothing of data that a table leaves out")
  func filtered() {
    let table = TwoDatasets.table(rows: ["task", "arm"]) { $0.filter = ["task": ["whole"]] }
    #expect(table.footnotes.isEmpty && !table.notes.contains { $0.contains("part") })
  }

  @Test("say why cells have no value, each reason once")
  func absences() {
    let notRun = StageID("score[whole,mpo]")
    let table = TwoDatasets.table(
      rows: ["task", "arm"], absent: [notRun: .notRun, StageID("score[part,all]"): .failed])
    let reasons = table.notes.filter { $0.contains(":") }
    #expect(
      reasons == [
        "not run: there is no result of the spec as it is now.",
        "failed: the stage ended with an error in the last run.",
        "–: the stage has no such metric here.",
      ])
    let markdown = MarkdownExporter.render(table)
    #expect(markdown.contains("- ᵃ \(sentence)\n") && markdown.contains("- failed: the stage"))
    #expect(!CSVExporter.render(table).contains("there is no result"))
  }
}
