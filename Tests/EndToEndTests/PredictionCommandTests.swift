import Foundation
import TestSupport
import Testing

@Suite("predictions of each example, on the command line")
struct PredictionCommandTests {
  @Test("are written beside tables on request, and show says where the store has them")
  func exportAndShow() throws {
    let experiment = try SmallExperiment(tuneSteps: 2, seeds: 1)
    #expect(try experiment.run().status == 0)
    let plain = try Program.run(["export", "small.yaml"], in: experiment.folder)
    #expect(!plain.output.contains("predictions"))
    let export = try Program.run(["export", "small.yaml", "--predictions"], in: experiment.folder)
    #expect(export.status == 0, "\(export.complaints)")
    let files = export.output.split(separator: "\n").filter { $0.contains("/predictions/") }
    #expect(files.count == 4)
    let path = try #require(files.first { $0.hasSuffix("/score[arm=mpo,seed=1].csv") })
    let file = experiment.folder.file("Results/small/predictions/score[arm=mpo,seed=1].csv")
    #expect(file.hasSuffix(path))
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "row,label,predicted,loss,score.animal,score.plant,score.thing")
    #expect(lines.count == 101)

    let show = try Program.run(
      ["show", "small", "files", "--format", "csv"], in: experiment.folder)
    #expect(show.status == 0, "\(show.complaints)")
    let kept = try #require(
      show.output.split(separator: "\n").first {
        $0.contains("score[arm=mpo,seed=1]") && $0.contains("predictions.csv")
      }?.split(separator: ",").last)
    let stored = kept.hasPrefix("/") ? String(kept) : experiment.folder.file(String(kept))
    #expect(try String(contentsOfFile: stored, encoding: .utf8) == text)
    let all = try Program.run(["show", "small"], in: experiment.folder)
    #expect(!all.output.contains("predictions.csv"))
  }
}
