import Foundation
import TestSupport
import Testing

@Suite("plans for people")
struct PlanTests {
  private func lines(_ outcome: Program.Outcome) -> [String] {
    #expect(outcome.status == 0, "\(outcome.complaints)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  private func ask(
    _ experiment: SmallExperiment, _ arguments: String..., columns: String? = nil
  ) throws -> [String] {
    let variables = columns.map { ["COLUMNS": $0] } ?? [:]
    return lines(try Program.run(arguments, in: experiment.folder, setting: variables))
  }

  @Test("a stage of several cells is one line that fits; --cells and other formats have all")
  func summed() throws {
    let experiment = try SmallExperiment()
    let plan = try ask(experiment, "plan", "small.yaml")
    let tuned = plan.filter { $0.hasPrefix("tuned") }
    // One for what is to be done, one for what training costs.
    #expect(tuned.count == 2 && tuned.allSatisfy { $0.contains("×8") }, "\(plan)")
    #expect(tuned[0].contains("reads grown, which runs first") && tuned[1].contains(" … "))
    #expect(!plan.contains { $0.contains("tuned[") })
    let narrow = try ask(experiment, "plan", "small.yaml", columns: "80")
    #expect(narrow.count == plan.count && narrow.allSatisfy { $0.count <= 80 }, "\(narrow)")
    #expect(narrow.contains { $0.hasSuffix("…") })
    for other in [["--cells"], ["--format", "csv"], ["--format", "json"]] {
      let all = try Program.run(["plan", "small.yaml"] + other, in: experiment.folder)
      #expect(lines(all).contains { $0.contains("tuned[arm=mpo,seed=1]") }, "\(other)")
    }
  }

  @Test("a graph has a node for each stage, or with --cells for each cell")
  func graph() throws {
    let experiment = try SmallExperiment(seeds: 1)
    let stages = try ask(experiment, "graph", "small.yaml")
    #expect(stages.contains(#"  "tuned" [label="tuned ×4\ntrain"];"#))
    #expect(stages.filter { $0.hasPrefix(#"  "tuned" -> "#) }.count == 1)
    let cells = try ask(experiment, "graph", "small.yaml", "--cells")
    #expect(cells.contains(#"  "tuned[arm=mpo,seed=1]" [label="tuned[arm=mpo,seed=1]\ntrain"];"#))
  }

  @Test("costs are of what is yet to be done, and times by what was")
  func pending() throws {
    let experiment = try SmallExperiment(seeds: 1)
    let before = try ask(experiment, "plan", "small.yaml")
    #expect(before.contains { $0.contains("GFLOP/s, as nothing was trained before") })
    #expect(try experiment.run().status == 0)
    let done = try ask(experiment, "plan", "small.yaml")
    #expect(done.last == "0 to do, 22 cached, 4 cells", "\(done)")
    let other = try ask(experiment, "plan", "small.yaml", "--set", "tune_steps=8")
    #expect(other.contains { $0.hasPrefix("about ") && $0.contains("of work, ") }, "\(other)")
    #expect(other.contains { $0.hasSuffix(" by what the same stage took before") }, "\(other)")
    let costs = try #require(other.firstIndex { $0.contains("tokens a step") })
    let trained = other[costs...].filter { $0.contains("×4") }.map { line in
      String(line.prefix { $0 != " " })
    }
    #expect(trained == ["tuned"], "\(other)")
  }

  @Test("a stopped stage is listed with the step from which it continues")
  func checkpoint() throws {
    let experiment = try SmallExperiment(tuneSteps: 400, seeds: 1)
    // What it reads is there beforehand, so that no other stage has a checkpoint.
    #expect(try experiment.run("--only", "grown[arm=mpo,seed=1]").status == 0)
    #expect(!experiment.hasCheckpoint)
    let program = try experiment.start("--only", "tuned[arm=mpo,seed=1]")
    while program.isRunning, !experiment.hasCheckpoint { usleep(2000) }
    program.send(SIGINT)
    let outcome = program.outcome()
    try #require(outcome.status == 3, "\(outcome.complaints)")
    let plan = try ask(experiment, "plan", "small.yaml", "--format", "csv")
    let waiting = plan.filter { $0.contains("resumes at step") }
    #expect(waiting.map { $0.prefix { $0 != "," } } == ["\"tuned[arm=mpo"], "\(plan)")
    #expect(waiting.first?.contains(/never done; resumes at step \d+ of 400/) == true, "\(waiting)")
  }
}
