import Foundation
import TestSupport
import Testing

@Suite("bondlab model export")
struct ModelExportTests {
  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func bytes(of name: String, _ folder: TemporaryFolder) throws -> Data {
    try Data(contentsOf: URL(filePath: folder.file(name)))
  }

  @Test("writes what a stage left, prints what, and replaces it only by force")
  func export() throws {
    let experiment = try SmallExperiment(tuneSteps: 1)
    #expect(try experiment.run("--only", "tuned").status == 0)
    let folder = experiment.folder
    func ask(_ arguments: String...) throws -> Program.Outcome {
      try Program.run(["model", "export"] + arguments, in: folder)
    }
    let written = try ask("small/tuned[seed=1,arm=mpo]", "plain")
    #expect(written.status == 0, "\(written.complaints)")
    #expect(written.output.contains("plain/config.json\n"))
    #expect(written.output.hasSuffix("reads it as AlbertForSequenceClassification\n"))
    let dense = ["config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"]
    #expect(try names(folder.file("plain")) == ["README.md"] + dense)
    let card = String(decoding: try bytes(of: "plain/README.md", folder), as: UTF8.self)
    for stage in ["| text | load |", "| donor | train |", "| tuned[arm=mpo,seed=1] | train |"] {
      #expect(card.contains(stage), "\(card)")
    }
    #expect(card.contains("of the experiment `small`") && !card.contains(folder.path))

    let taken = try Program.run(["model", "import", "plain", "taken"], in: folder)
    #expect(taken.status == 0, "\(taken.complaints)")
    #expect(taken.output.contains("taken/model.json\n"))
    #expect(!taken.output.contains("left out"), "\(taken.output)")
    #expect(try ask("taken", "same").status == 0)
    for name in dense {
      #expect(try bytes(of: "plain/\(name)", folder) == bytes(of: "same/\(name)", folder))
    }

    let again = try ask("1/donor", "plain", "--format", "bondlab")
    #expect(again.status == 2)
    #expect(again.complaints.contains("--force"), "\(again.complaints)")
    #expect(try names(folder.file("plain")) == ["README.md"] + dense)
    #expect(try ask("1/donor", "plain", "--format", "bondlab", "--force").status == 0)
    let own = ["model.json", "model.safetensors", "vocab.txt"]
    #expect(try names(folder.file("plain")) == own)

    let copied = try ask("plain", "copy", "--format", "bondlab")
    #expect(copied.status == 0, "\(copied.complaints)")
    for name in own {
      #expect(try bytes(of: "copy/\(name)", folder) == bytes(of: "plain/\(name)", folder))
    }

    for (reference, reason) in [
      ("smal/donor", "did you mean 'small'?"), ("7/donor", "the last is 1"),
      ("small/doner", "did you mean 'donor'?"), ("small/tuned", "tuned[arm=all,seed=1]"),
      ("small/tuned[arm=mop]", "no cell of 'tuned' is arm=mop"),
      ("small/text", "leaves no model"), ("nowhere", "neither a folder nor RUN/STAGE"),
      ("Results", "has neither model.json"),
    ] {
      let refused = try ask(reference, "other")
      #expect(refused.status == 2, "\(reference)")
      #expect(refused.complaints.contains(reason), "\(refused.complaints)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("other")))
  }

  @Test("reports a stage that has not finished")
  func unfinished() throws {
    let experiment = try SmallExperiment()
    let spec = try String(contentsOfFile: experiment.folder.file("small.yaml"), encoding: .utf8)
    // A vocabulary of its own, which the model hasn't.
    let broken = spec.replacing("    tokenizer: text\n", with: "")
    _ = try experiment.folder.write(broken.utf8, to: "small.yaml")
    #expect(try experiment.run("--only", "tuned").status == 1)
    let found = try Program.run(
      ["model", "export", "small/score", "out"], in: experiment.folder)
    #expect(found.complaints.contains("has no stage 'score'"), "\(found.complaints)")
    let failed = try Program.run(
      ["model", "export", "small/tuned[arm=mpo,seed=1]", "out"], in: experiment.folder)
    #expect(failed.status == 2)
    #expect(failed.complaints.contains("of run 1 has not finished"), "\(failed.complaints)")
  }
}
