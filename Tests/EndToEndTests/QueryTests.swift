import Foundation
import TestSupport
import Testing

@Suite("queries of the results database")
struct QueryTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let spec = """
      experiment: asked
      sweep: {arm: [a, b]}
      stages:
        s:
          kind: shell
          command: 'echo "{\\"code\\": 1}" > metrics.json; test ${arm} = a'
          metrics: metrics.json

      """
    _ = try folder.write(spec.utf8, to: "asked.yaml")
    let run = try Program.run(["run", "asked.yaml", "--keep-going"], in: folder)
    #expect(run.status == 1)
  }

  private func query(_ sql: String, _ arguments: String...) throws -> Program.Outcome {
    try Program.run(["query", sql] + arguments, in: folder)
  }

  private static let hostile = """
    select 1 as a, 'x, "y"' || char(10) || 'é|&' as "b,c", null as d, x'00ff' as e, 1e999 as f,
      -1e999 as f, 0.1 as "=g", -9223372036854775807 as h, '' as i
    """

  @Test("print every value in each format")
  func formats() throws {
    for format in ["text", "csv", "json", "markdown", "latex"] {
      let outcome = try query(Self.hostile, "--format", format)
      #expect(outcome.status == 0 && outcome.complaints.isEmpty)
      expectGolden(outcome.output, "query-\(format).txt")
    }
  }

  @Test("print a hundred thousand rows", arguments: ["csv", "json", "text"])
  func long(format: String) throws {
    let sql =
      "with recursive n(i) as (values(1) union all select i + 1 from n where i < 100000) "
      + "select i, i * 0.5 as half, 'row ' || i as name from n"
    let outcome = try query(sql, "--format", format)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == (format == "csv" ? 100_001 : format == "json" ? 100_002 : 100_003))
    #expect(outcome.output.contains("row 100000"))
  }

  @Test("print a header or an empty list where there is no row")
  func empty() throws {
    #expect(try query("select 1 as a where 0", "--format", "csv").output == "a\n")
    #expect(try query("select 1 as a where 0", "--format", "json").output == "[]\n")
    #expect(
      try query("select stage, value from result", "--format", "csv").output
        == "stage,value\ns,1\n")
  }

  @Test(
    "refuse all that writes, attaches or sets something",
    arguments: [
      "insert into experiment values ('x', '', '')", "delete from run", "drop table metric",
      "update run set host = ''", "replace into experiment values ('x', '', '')",
      "with x as (select 1) insert into experiment select 'x', '', ''",
      "create table x (y)", "create temp table x (y)", "create view x as select 1",
      "alter table run rename to x", "pragma journal_mode = delete", "pragma query_only = 0",
      "PRAGMA user_version = 7", "pragma table_info(run)", "attach 'other.sqlite' as x",
      "attach ':memory:' as x", "detach main", "vacuum", "vacuum into 'copy.sqlite'", "begin",
      "commit", "savepoint x", "reindex", "analyze", "select load_extension('x')",
      "  ;; /* select */ -- select\n attach 'other.sqlite' as x", "select 1; select 2",
      "select 1; delete from run", "", "  ", "\n-- nothing", "/* open", "select ?", "selec 1",
      "select nothing from run", "select", "select json('{')", "values(abs(-9223372036854775808))",
      "select writefile('x', 'y')", "explain", "'select'",
    ])
  func refused(sql: String) throws {
    let file = URL(filePath: folder.file("Results/bondlab.sqlite"))
    let before = try Data(contentsOf: file)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("Results"))
    let outcome = try query(sql, "--format", "csv")
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(outcome.complaints.hasPrefix("error: "), "\(outcome.complaints)")
    #expect(!outcome.complaints.contains("bondlab.sqlite: "), "\(outcome.complaints)")
    #expect(try Data(contentsOf: file) == before)
    let after = try FileManager.default.contentsOfDirectory(atPath: folder.file("Results"))
    #expect(after.sorted() == names.sorted())
    for name in ["other.sqlite", "copy.sqlite", "x"] {
      #expect(!FileManager.default.fileExists(atPath: folder.file(name)))
    }
  }

  @Test("are read from standard input, too")
  func standardInput() throws {
    let script = """
      ./bondlab query - --format csv <<'END'
      -- Every status, and how often it occurs.
      select status, count(*) as n
      from run_stage group by status order by status;
      END
      echo 'select 2 as b' | ./bondlab query --format csv
      """
    let outcome = try Program.run(script: script, in: folder)
    #expect(outcome.output == "status,n\ndone,1\nfailed,1\nb\n2\n", "\(outcome.complaints)")
    #expect(try Program.run(["query"], in: folder).status == 2)
  }

  @Test("make nothing where nothing was ever run")
  func nothing() throws {
    let outcome = try query("select count(*) as n from run", "--results", "None", "--format", "csv")
    #expect(outcome.status == 0 && outcome.output == "n\n0\n")
    #expect(!FileManager.default.fileExists(atPath: folder.file("None")))
    #expect(try query("select 1", "--format", "xml").status == 2)
  }
}

@Suite("the manual's queries")
struct ManualQueryTests {
  @Test("give rows, typed as they stand on the page")
  func typed() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run().status == 0)
    let page = try ManualPage("\(ManualPage.folder)/Store.md")
    let blocks = page.blocks.filter { $0.language == "sql" }
    let statements = blocks.flatMap { $0.text.split(separator: ";") }
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    #expect(statements.count >= 10)
    for statement in statements {
      let sql = statement.replacing("quickstart", with: "small").replacing(
        "run = 3", with: "run = 1"
      )
      let outcome = try Program.run(["query", sql, "--format", "csv"], in: experiment.folder)
      #expect(outcome.status == 0, "\(sql): \(outcome.complaints)")
      let isAboutNone = ["failed", "decision", "acceptance"].contains { sql.contains($0) }
      let rows = outcome.output.split(separator: "\n").count - 1
      #expect(isAboutNone ? rows == 0 : rows > 0, "\(sql)")
    }
    let scripts = page.blocks.filter { $0.language == "sh" && $0.text.contains("bondlab query") }
    #expect(!scripts.isEmpty)
    for script in scripts {
      let outcome = try Program.run(
        script: script.text.replacing("quickstart", with: "small"), in: experiment.folder)
      #expect(outcome.status == 0 && !outcome.output.isEmpty, "\(outcome.complaints)")
    }
  }
}
