import Foundation
import GRDB
import TestSupport
import Testing

@Suite("bondlab run")
struct RunTests {
  @Test("prints the tables and writes them; again, nothing runs and no byte changes")
  func cached() throws {
    let experiment = try SmallExperiment()
    let first = try experiment.run()
    #expect(first.status == 0, "\(first.complaints)")
    #expect(first.output.contains("mpo-adapter") && first.output.contains("difference"))
    let tables = try experiment.tables()
    #expect(tables.keys.sorted() == ["main.csv", "results.csv", "verdict.csv"])
    let second = try experiment.run()
    #expect(second.status == 0)
    #expect(second.output == first.output)
    #expect(!second.complaints.contains("started"), "\(second.complaints)")
    #expect(try experiment.tables() == tables)
  }

  @Test("results.csv is what the database's view says, Schmidt values where they are asked for")
  func database() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run().status == 0)
    let database = try DatabaseQueue(path: experiment.folder.file("Results/bondlab.sqlite"))
    let stored = try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT coalesce(json_extract(cell, '$.arm'), ''),
            coalesce(json_extract(cell, '$.seed'), ''), stage, metric, step, value FROM result
          """
      ).map { row -> String in
        let step = (row[4] as Int?).map(String.init) ?? ""
        let fields = ["\(row[0] as String)", "\(row[1] as String)", row[2], row[3], step]
        return (fields as [String]).joined(separator: " ") + " \(row[5] as Double)"
      }
    }
    func written(_ results: String) throws -> [String] {
      try experiment.table("results", results: results).dropFirst().map { fields in
        fields.dropFirst().dropLast().joined(separator: " ") + " \(Double(fields[6]) ?? .nan)"
      }.sorted()
    }
    let details = [".entropy.", ".dropped.", ".schmidt."]
    let usual = stored.filter { line in !details.contains(where: line.contains) }.sorted()
    #expect(usual.count > 100 && usual.count < stored.count)
    #expect(try written("Results") == usual)
    let export = ["export", "small.yaml", "--all-metrics", "--out", "All/small"]
    #expect(try Program.run(export, in: experiment.folder).status == 0)
    #expect(try written("All") == stored.sorted())
    let printed = try Program.run(
      ["table", "small.yaml", "results", "--format", "csv"], in: experiment.folder)
    #expect(try Data(printed.output.utf8) == experiment.tables()["results.csv"])
  }

  @Test("--set runs again only what depends on it; plan names it and the reason beforehand")
  func override() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run().status == 0)
    let plan = try Program.run(
      ["plan", "small.yaml", "--set", "tune_steps=5", "--format", "csv"], in: experiment.folder)
    let lines = plan.output.split(separator: "\n").filter { !$0.hasSuffix(",cached,") }
    #expect(lines.filter { $0.contains("option.steps changed from 4 to 5") }.count == 8)
    #expect(lines.dropFirst().allSatisfy { $0.contains(/tuned|score|verdict/) }, "\(lines)")
    let again = try experiment.run("--set", "tune_steps=5")
    #expect(again.status == 0)
    let started = again.complaints.split(separator: "\n").filter { $0.contains("  done in ") }
    #expect(started.count == 17)
    #expect(started.allSatisfy { $0.contains(/^(tuned|score|verdict)/) }, "\(started)")
  }

  @Test(
    "any number of jobs and threads gives the same bytes",
    arguments: [["--jobs", "2", "--threads", "1"], ["--jobs", "1", "--threads", "2"]])
  func workers(_ arguments: [String]) throws {
    let experiment = try SmallExperiment()
    let serial = ["--jobs", "1", "--threads", "1", "--results", "Serial"]
    for choice in [serial, arguments] {
      let outcome = try Program.run(["run", "small.yaml"] + choice, in: experiment.folder)
      #expect(outcome.status == 0, "\(outcome.complaints)")
    }
    #expect(try experiment.tables() == experiment.tables(results: "Serial"))
  }

  @Test("a failed stage ends the run with 1, says why and where its log is, and keeps the rest")
  func failure() throws {
    let experiment = try SmallExperiment()
    let spec = experiment.folder.file("small.yaml")
    let sound = try String(contentsOfFile: spec, encoding: .utf8)
    let broken = sound.replacing("max_positions: 16", with: "max_positions: 8")
    try broken.write(toFile: spec, atomically: true, encoding: .utf8)
    let outcome = try experiment.run()
    #expect(outcome.status == 1)
    #expect(outcome.complaints.contains("positions"), "\(outcome.complaints)")
    #expect(outcome.output.isEmpty)
    try sound.write(toFile: spec, atomically: true, encoding: .utf8)
    let mended = try experiment.run()
    #expect(mended.status == 0)
    #expect(!mended.complaints.contains("text  started"))
  }
}
