import Foundation
import GRDB
import TestSupport
import Testing

@Suite("commands on specs that include others")
struct IncludeCommandTests {
  private static let base = #"""
    experiment: base
    vars: {word: first}
    sweep: {arm: [a, b]}
    stages:
      made:
        kind: shell
        command: "echo ${word} ${arm}; echo '{\"size\": 3}' > m.json"
        metrics: m.json

    """#
  private static let own = """
    experiment: own
    include: shared/base.yaml
    sweep: {arm: [b, c]}
    stages:
      more: {kind: shell, inputs: [made], command: "true"}
    tables: {main: {rows: [arm], columns: [made.size]}}

    """
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("shared"), withIntermediateDirectories: true)
    _ = try folder.write(Self.base.utf8, to: "shared/base.yaml")
    _ = try folder.write(Self.own.utf8, to: "own.yaml")
  }

  private func output(_ arguments: String..., status: Int32 = 0) throws -> String {
    let outcome = try Program.run(arguments, in: folder)
    #expect(outcome.status == status, "\(outcome.complaints)")
    return status == 0 ? outcome.output : outcome.complaints
  }

  @Test("plan, run, table, why, graph and show know both files, and work is shared")
  func commands() throws {
    #expect(
      try output("validate", "own.yaml", "shared/base.yaml") == """
        own.yaml: sound; 4 stages in 2 cells
        shared/base.yaml: sound; 2 stages in 2 cells

        """)
    #expect(try output("graph", "own.yaml").contains(#""made" -> "more""#))
    _ = try output("run", "shared/base.yaml")
    #expect(try output("plan", "own.yaml").contains("3 to do, 1 cached, 2 cells"))
    #expect(try output("why", "own.yaml", "made[arm=b]").contains("cached"))
    _ = try output("run", "own.yaml")
    #expect(try output("plan", "own.yaml").contains("0 to do, 4 cached, 2 cells"))
    #expect(
      try output("table", "own.yaml", "main", "--format", "csv") == "arm,made.size\nb,3\nc,3\n")
    let shown = try output("show", "own", "run", "--format", "csv")
    #expect(shown.contains("\nspec,own.yaml\nincludes,shared/base.yaml\n"), "\(shown)")
    #expect(!(try output("show", "base", "run", "--format", "csv")).contains("includes"))
    _ = try folder.write(Self.base.replacing("first", with: "second").utf8, to: "shared/base.yaml")
    #expect(try output("plan", "own.yaml").contains("2 to do, 2 more may be, 0 cached, 2 cells"))
    let why = try output("why", "own.yaml", "made[arm=b]")
    #expect(why.contains("second") && why.contains("first"), "\(why)")
  }

  @Test("the database keeps the texts of all files as they were read")
  func recorded() throws {
    _ = try output("run", "own.yaml")
    _ = try output("run", "shared/base.yaml")
    let database = try DatabaseQueue(path: folder.file("Results/bondlab.sqlite"))
    let rows = try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT run.experiment, spec_file, spec_text, path, text
          FROM run LEFT JOIN included_file ON run = run.id ORDER BY run.id
          """)
    }
    #expect(rows.count == 2)
    #expect(
      rows[0] == [
        "experiment": "own", "spec_file": "own.yaml", "spec_text": Self.own,
        "path": "shared/base.yaml", "text": Self.base,
      ] as Row)
    #expect(rows[1]["path"] == DatabaseValue.null && rows[1]["spec_text"] == Self.base)
  }

  @Test("companions have the texts of all files, and a table is made again from them")
  func reproduced() throws {
    _ = try output("run", "own.yaml")
    let companion = try String(
      decoding: Data(contentsOf: URL(filePath: folder.file("Results/own/main.csv.json"))),
      as: UTF8.self)
    #expect(companion.contains("base.yaml") && companion.contains("own.yaml"))
    _ = try output("reproduce", "Results/own/main.csv.json", "--quiet")
    _ = try folder.write(Self.base.replacing("first", with: "second").utf8, to: "shared/base.yaml")
    let complaints = try output(
      "reproduce", "Results/own/main.csv.json", "--quiet", status: 2)
    #expect(complaints.contains("base.yaml, which has another text now"), "\(complaints)")
  }

  @Test("a comparison of runs says which files they include")
  func differences() throws {
    _ = try output("run", "shared/base.yaml")
    _ = try output("run", "own.yaml")
    let rows = try output("diff", "base", "own", "--format", "csv")
    #expect(rows.contains("\n,run,includes,,shared/base.yaml,\n"), "\(rows)")
  }

  @Test("the manual's specs make the plan that it says")
  func manual() throws {
    let page = try ManualPage("\(ManualPage.folder)/Specs.md")
    let specs = page.blocks.filter { $0.language == "yaml" }.map(\.text)
    let whole = try #require(specs.first { $0.hasPrefix("experiment: count\n") })
    let deeper = try #require(specs.first { $0.hasPrefix("experiment: deeper\n") })
    _ = try folder.write(whole.utf8, to: "count.yaml")
    _ = try folder.write(deeper.utf8, to: "deeper.yaml")
    #expect(
      try output("validate", "count.yaml", "deeper.yaml") == """
        count.yaml: sound; 10 stages in 10 cells
        deeper.yaml: sound; 10 stages in 10 cells

        """)
    #expect(try output("plan", "deeper.yaml").contains("10 to do, 0 cached, 10 cells"))
  }

  @Test("problems end with exit code 2 and name the file that has them")
  func problems() throws {
    _ = try folder.write(
      Self.base.replacing("${word}", with: "${wrod}").utf8, to: "shared/base.yaml")
    for command in ["validate", "plan", "run", "graph", "table"] {
      let complaints = try output(command, "own.yaml", status: 2)
      #expect(
        complaints.hasPrefix(
          "shared/base.yaml:7:14: error: '${wrod}' names neither a variable nor a sweep axis\n"
            + "  hint: did you mean 'word'?\n"), "\(complaints)")
    }
    #expect(
      try output("validate", "none.yaml", "own.yaml", status: 2).contains(
        "none.yaml: can't be read"))
  }
}
