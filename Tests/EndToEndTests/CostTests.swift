import Foundation
import TestSupport
import Testing

@Suite("operations of a training step in tables and pictures")
struct CostTests {
  @Test("need no new run, and are in no list of results")
  func costs() throws {
    let small = try SmallExperiment(seeds: 1)
    let run = try small.run()
    try #require(run.status == 0, "\(run.complaints)")
    let before = try small.tables()
    let spec = try String(contentsOfFile: small.folder.file("small.yaml"), encoding: .utf8)
    let asking =
      spec + """
          costs: {rows: [arm], columns: [tuned.parameters, tuned.flops_per_step], over: seed}
        pictures:
          by-work:
            {kind: tradeoff, metric: score.accuracy, against: tuned.flops_per_step, points: arm}

        """
    _ = try small.folder.write(asking.utf8, to: "small.yaml")
    let again = try small.run()
    #expect(again.status == 0 && !again.complaints.contains("started"), "\(again.complaints)")
    let rows = try small.table("costs")
    let arm = Dictionary(
      uniqueKeysWithValues: rows.dropFirst().map { ($0[0], ($0[1], Double($0[2]) ?? .nan)) })
    let (all, none) = (try #require(arm["all"]), try #require(arm["none"]))
    let (mpo, adapted) = (try #require(arm["mpo"]), try #require(arm["mpo-adapter"]))
    #expect(all.0 != none.0 && all.1 == none.1 && all.1 > 0)
    #expect(mpo.1 > all.1 && adapted.1 > mpo.1)
    #expect(try small.tables()["results.csv"] == before["results.csv"])
    let drawn = try Program.run(["plot", "small.yaml", "by-work"], in: small.folder)
    #expect(drawn.output.contains("tuned.flops_per_step (FLOP), lower is better"))
    let same = try Program.run(
      ["reproduce", "Results/small/costs.csv.json"], in: small.folder)
    #expect(same.status == 0, "\(same.complaints)")
  }
}
