import Foundation
import TestSupport
import Testing

@Suite("results taken over with --accept")
struct AcceptTests {
  private let folder: TemporaryFolder

  /// Makes an experiment of five stages and runs it.
  init() throws {
    folder = try TemporaryFolder()
    try write(steps: 600)
    let outcome = try program("run", "steps.yaml")
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(begun == 5)
  }

  /// Stages of each arm: one that counts and reads a stage that both share, and one that reads it.
  private func write(steps: Int, arms: String = "a, b") throws {
    let begin = "echo x >> \(folder.path)/begun"
    let text = """
      experiment: steps
      sweep: {arm: [\(arms)]}
      stages:
        base: {kind: shell, command: "\(begin); echo hello > base.txt", outputs: [base.txt]}
        count:
          kind: shell
          command: "\(begin); cat $base/base.txt > n.txt; seq $STEPS >> n.txt; echo $ARM >> n.txt"
          environment: {STEPS: "\(steps)", ARM: "${arm}"}
          inputs: base
          outputs: [n.txt]
        sum:
          kind: shell
          command: "\(begin); wc -l < $count/n.txt | sed 's/.*/{\\"lines\\":&}/' > s.json"
          inputs: count
          metrics: s.json
      tables:
        main: {rows: [arm], columns: [sum.lines]}

      """
    _ = try folder.write(text.utf8, to: "steps.yaml")
  }

  /// Number of commands that have been started.
  private var begun: Int {
    let text = try? String(contentsOfFile: folder.file("begun"), encoding: .utf8)
    return text?.split(separator: "\n").count ?? 0
  }

  private func program(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  /// Finds the stages of each status in a plan.
  private func plan(_ arguments: String...) throws -> [String: [String]] {
    let outcome = try Program.run(
      ["plan", "steps.yaml", "--format", "csv"] + arguments, in: folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    var stages: [String: [String]] = [:]
    for line in outcome.output.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      stages["\(fields[2])", default: []].append("\(fields[0])")
    }
    return stages
  }

  @Test("what a plan announces is accepted, nothing runs, and plan and why report it")
  func accepted() throws {
    let table = try program("table", "steps.yaml").output
    try write(steps: 30)
    #expect(try plan()["run"] == ["count[arm=a]", "count[arm=b]"])
    let cached = ["base", "sum[arm=a]", "sum[arm=b]"]
    #expect(
      try plan("--accept", "count") == [
        "cached": cached, "accept": ["count[arm=a]", "count[arm=b]"],
      ])
    // A plan changes nothing, and what is to be accepted is still to do.
    #expect(try plan()["run"] == ["count[arm=a]", "count[arm=b]"])
    let pending = try program("plan", "steps.yaml", "--accept", "count", "--exit-code")
    #expect(pending.status == 1)
    #expect(pending.output.contains("0 to do, 2 to be accepted, 3 cached"), "\(pending.output)")

    let run = try program("run", "steps.yaml", "--accept", "count")
    #expect(run.status == 0 && begun == 5, "\(run.complaints)")
    #expect(run.output.contains("602") && table.contains("602"))
    let change = #"{"ARM":"a","STEPS":"600"} to {"ARM":"a","STEPS":"30"}"#
    let words = "accepted: option.environment changed from \(change)"
    #expect(run.complaints.contains("count[arm=a]  \(words)"), "\(run.complaints)")
    let after = try program("plan", "steps.yaml", "--exit-code")
    #expect(after.status == 0 && after.output.contains(words), "\(after.output)")
    let why = try program("why", "steps.yaml", "count[arm=a]").output.split(separator: "\n")
    #expect(why.count == 2 && why[0] == "count[arm=a]: cached; \(words)", "\(why)")
    let last = why.last ?? ""
    #expect(last.contains(/taken over by \S+@\S+ at 2\S+Z from stage [0-9a-f]{12}$/), "\(why)")
    #expect(try program("cache", "verify").status == 0)
    // The same command may be repeated.
    let again = try program("run", "steps.yaml", "--accept", "count")
    #expect(again.status == 0 && begun == 5)
    #expect(again.complaints.contains("count: it is up to date: nothing of its key differs"))
  }

  @Test("one cell alone can be accepted; the others run, also those that are new")
  func oneCell() throws {
    try write(steps: 30, arms: "a, b, c")
    let arguments = ["--accept", "count[arm=b]"]
    let plan = try plan("--accept", "count[arm=b]")
    #expect(plan["accept"] == ["count[arm=b]"] && plan["cached"] == ["base", "sum[arm=b]"])
    let run = try Program.run(["run", "steps.yaml"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.complaints)")
    #expect(begun == 5 + 4)
    #expect(run.output.contains("602") && run.output.contains("32"))
  }

  @Test("a name of several cells takes over those that there are, and reports the others")
  func newCells() throws {
    try write(steps: 30, arms: "a, b, c")
    #expect(try plan("--accept", "count")["accept"] == ["count[arm=a]", "count[arm=b]"])
    let run = try program("run", "steps.yaml", "--accept", "count")
    #expect(run.status == 0 && begun == 5 + 2)
    let notice = "count[arm=c]: not accepted, as it was never done in this experiment"
    #expect(run.complaints.contains(notice), "\(run.complaints)")
  }

  @Test("what can't be accepted is refused, and nothing is changed")
  func refused() throws {
    try write(steps: 30, arms: "a, b, c")
    let cases = [
      (["--accept", "cuont"], "the experiment has no stage 'cuont'; did you mean 'count'?"),
      (["--accept", "count[arm=c]"], "stage 'count[arm=c]': it was never done in this experiment"),
      (["--accept", "sum[arm=a]"], "it reads count[arm=a], which is to be done first"),
      (["--accept", "count", "--force", "count[arm=a]"], "as asked for with --force"),
    ]
    for (arguments, message) in cases {
      for command in ["plan", "run"] {
        let outcome = try Program.run([command, "steps.yaml"] + arguments, in: folder)
        #expect(outcome.status == 2 && outcome.complaints.contains(message), "\(outcome)")
      }
    }
    let why = try program("why", "steps.yaml", "cuont")
    #expect(why.status == 2 && why.complaints.contains("did you mean 'count'?"))
    #expect(begun == 5)
    #expect(try plan()["run"]?.count == 3)
  }
}
