import Foundation
import GRDB
import TestSupport
import Testing

@Suite("looking back at runs")
struct HistoryCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try write(steps: 3)
  }

  /// Writes an experiment of two shell stages.
  ///
  /// One prints something, and one fails where the spec asks for it.
  private func write(steps: Int, fails: Bool = false) throws {
    let spec = """
      experiment: history
      sweep: {seed: [1, 2]}
      stages:
        score:
          kind: shell
          command: >-
            echo "steps \(steps) of seed ${seed}" && printf '{"loss": 0.\(steps)}' > metrics.json
          metrics: metrics.json
        last:
          kind: shell
          command: \(fails ? "echo no >&2; false" : "echo fine")

      """
    _ = try folder.write(spec.utf8, to: "history.yaml")
  }

  private func bondlab(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  @Test("show prints one table for programs, or all about a run for people")
  func show() throws {
    let commit = String(repeating: "0123456789", count: 4)
    try FileManager.default.createDirectory(
      atPath: folder.file(".git/refs/heads"), withIntermediateDirectories: true)
    _ = try folder.write("ref: refs/heads/main\n".utf8, to: ".git/HEAD")
    _ = try folder.write("\(commit)\n".utf8, to: ".git/refs/heads/main")
    #expect(try bondlab("run", "history.yaml").status == 0)
    let all = try bondlab("show", "history")
    #expect(all.status == 0, "\(all.complaints)")
    for part in [
      "run 1\n", "experiment", "3 done", commit, "bondlab run history.yaml", "echo fine", "loss",
    ] { #expect(all.output.contains(part), "\(part)") }
    let scores = all.output.split(separator: "\n").filter { $0.hasPrefix("score") }
    #expect(scores.count == 2 && scores.allSatisfy { $0.contains("×2") }, "\(all.output)")
    #expect(try bondlab("show", "history", "--cells").output.contains("score[seed=2]  shell"))
    let narrow = try Program.run(
      ["show", "history"], in: folder, setting: ["COLUMNS": "70"]
    ).output.split(separator: "\n")
    #expect(narrow.allSatisfy { $0.count <= 70 } && narrow.contains { $0.hasSuffix("…") })
    let table = try bondlab("show", "1", "figures", "--format", "csv")
    let lines = table.output.split(separator: "\n")
    #expect(lines == ["stage,figure,value", "score[seed=1],loss,0.3", "score[seed=2],loss,0.3"])
  }

  @Test("logs prints a stage's log alone, of a cached one that of the run that did it")
  func logs() throws {
    for _ in 1...2 { #expect(try bondlab("run", "history.yaml").status == 0) }
    let first = try bondlab("logs", "1", "score[seed=2]")
    #expect(first.output.contains("steps 3 of seed 2\n") && first.complaints.isEmpty)
    let cached = try bondlab("logs", "score[seed=2]")
    #expect(cached.status == 0 && cached.output == first.output)
    #expect(cached.complaints == "score[seed=2] was done in run 1\n")
    let path = try bondlab("logs", "history", "last", "--path").output.dropLast()
    #expect(try String(contentsOfFile: String(path), encoding: .utf8).contains("fine"))
  }

  @Test("diff lists stages, components of keys and metrics that differ, and nothing else")
  func diff() throws {
    #expect(try bondlab("run", "history.yaml").status == 0)
    try write(steps: 4)
    #expect(try bondlab("run", "history.yaml", "--set", "seed=[2, 3]").status == 0)
    let outcome = try bondlab("diff", "1", "2", "--format", "csv", "--exit-code")
    #expect(outcome.status == 1, "\(outcome.complaints)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "stage,what,name,run 1,run 2,difference")
    #expect(lines.contains("score[seed=1],stage,,is there,,"))
    #expect(lines.contains("score[seed=3],stage,,,is there,"))
    #expect(lines.contains { $0.hasPrefix("score[seed=2],key,option.command,") })
    #expect(lines.contains { $0.hasPrefix("score[seed=2],figure,loss,0.3,0.4,0.1") })
    #expect(!lines.contains { $0.hasPrefix("last,") })
    let text = try bondlab("diff", "1", "history")
    #expect(
      text.output.hasSuffix(
        "1 stage differs, 1 only in run 1, 1 only in run 2; 1 metric differs\n"))
    let same = try bondlab("diff", "2", "2", "--exit-code")
    #expect(same.status == 0 && same.output.hasSuffix("every stage is the same\n"))
  }

  @Test("show and diff report a failure, and its log is there")
  func failure() throws {
    #expect(try bondlab("run", "history.yaml").status == 0)
    try write(steps: 3, fails: true)
    #expect(try bondlab("run", "history.yaml").status == 1)
    let stages = try bondlab("show", "2", "stages", "--format", "csv").output
    #expect(stages.contains("last,,failed,"), "\(stages)")
    let changes = try bondlab("diff", "1", "2", "--format", "csv").output
    #expect(changes.contains("last,status,,done,failed,"), "\(changes)")
    #expect(try bondlab("logs", "last").output.contains("no"))
  }

  @Test(
    "a wrong request is refused with what would be right",
    arguments: [
      (["show", "7"], "the last is 1"), (["show", "histroy"], "did you mean 'history'?"),
      (["show", "1", "figure"], "did you mean 'figures'?"),
      (["logs", "scor[seed=1]"], "did you mean 'score'?"),
      (["logs", "score"], "name one of: score[seed=1] score[seed=2]"),
      (["diff", "1", "2"], "the last is 1"), (["diff", "1"], "Missing expected argument"),
    ])
  func refusals(arguments: [String], message: String) throws {
    #expect(try bondlab("run", "history.yaml").status == 0)
    let outcome = try Program.run(arguments, in: folder)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.complaints.contains(message), "\(outcome.complaints)")
  }

  @Test("the view metrics_wide says what results.csv says")
  func wide() throws {
    #expect(try bondlab("run", "history.yaml").status == 0)
    let database = try DatabaseQueue(path: folder.file("Results/bondlab.sqlite"))
    let stored = try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT cell ->> '$.seed', stage, key, entry.value
          FROM metrics_wide, json_each(metrics) AS entry
          """
      ).map { row in
        "history,\(row[0] as String),\(row[1] as String),\(row[2] as String),,\(row[3] as Double)"
      }
    }
    let file = try String(
      contentsOfFile: folder.file("Results/history/results.csv"), encoding: .utf8)
    #expect(file.split(separator: "\n").dropFirst().map(String.init) == stored && stored.count == 2)
  }
}
