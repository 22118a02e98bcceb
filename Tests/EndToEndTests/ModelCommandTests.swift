import Foundation
import TestSupport
import Testing

@Suite("the commands about models")
struct ModelCommandTests {
  @Test("inspect and embed take a stage of what was run, or a folder")
  func model() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run("--only", "donor").status == 0)
    func ask(_ arguments: String...) throws -> [String] {
      let outcome = try Program.run(["model"] + arguments, in: experiment.folder)
      #expect(outcome.status == 0, "\(outcome.complaints)")
      return outcome.output.split(separator: "\n").map(String.init)
    }
    let tensors = try ask("inspect", "small/donor", "--format", "csv")
    #expect(tensors[0] == "tensor,part,owner,shape,size,norm")
    #expect(tensors.contains { $0.contains("layer 0 query weight,16 × 16,256,") })
    #expect(tensors.last?.hasPrefix("all,") == true)

    _ = try experiment.folder.write("the old dog\nthe old dog\r\n\na river".utf8, to: "lines.txt")
    let rows = try ask("embed", "small/donor", "lines.txt", "--threads", "1")
    #expect(rows.count == 5 && rows[0].hasPrefix("line,x1,x2,") && rows[0].hasSuffix(",x16"))
    #expect(rows[1].dropFirst(2) == rows[2].dropFirst(2) && rows[4].hasPrefix("4,"))
    let numbers = rows[4].split(separator: ",").dropFirst().compactMap { Float($0) }
    #expect(numbers.count == 16 && abs(numbers.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    #expect(try ask("embed", "small/donor", "lines.txt", "--threads", "2") == rows)
    #expect(try ask("embed", "small/donor", "lines.txt", "--pooling", "first") != rows)
  }

  @Test("what names no model is refused with 2 and the names that there are")
  func refusals() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run("--only", "text").status == 0)
    for (arguments, words) in [
      (["inspect", "nowhere"], "neither a folder nor RUN/STAGE"),
      (["inspect", "minilm-16"], "did you mean 'minilm-l6'?"),
      (["inspect", "other/donor"], "no run is of an experiment 'other'"),
      (["inspect", "small/dnor"], "run 1 has no stage 'dnor'; known: "),
      (["inspect", "small/text"], "leaves no model; it leaves: dataset.bin"),
      (["inspect", "."], "has neither model.json"),
      (["embed", ".", "--pooling", "last"], "must be one of mean, first"),
    ] {
      let outcome = try Program.run(["model"] + arguments, in: experiment.folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
    }
  }

  @Test(
    "a known model goes by its name, and the message about one that isn't here says how to get it")
  func knownModels() throws {
    let experiment = try SmallExperiment(tuneSteps: 1, seeds: 1)
    #expect(try experiment.run("--only", "tuned[arm=all,seed=1]").status == 0)
    let variables = [
      "BONDLAB_DATA": experiment.folder.file("mine"),
      "XDG_DATA_HOME": experiment.folder.file("share"),
    ]
    func ask(_ arguments: String...) throws -> Program.Outcome {
      try Program.run(["model"] + arguments, in: experiment.folder, setting: variables)
    }
    _ = try experiment.folder.write("the old dog\n".utf8, to: "lines.txt")
    let uses = [
      ["inspect", "minilm-l6"], ["embed", "minilm-l6", "lines.txt"],
      ["export", "minilm-l6", "copy"], ["import", "minilm-l6", "taken"],
    ]
    for use in uses {
      let absent = try Program.run(
        ["model"] + use, in: experiment.folder, setting: variables)
      #expect(absent.status == 2 && absent.output.isEmpty, "\(use)")
      #expect(absent.complaints.contains("run `bondlab data get minilm-l6`"), "\(use)")
    }
    let copy = "mine/models/minilm-l6"
    try FileManager.default.createDirectory(
      atPath: experiment.folder.file("mine/models"), withIntermediateDirectories: true)
    #expect(try ask("export", "small/tuned[arm=all,seed=1]", copy).status == 0)
    // The encoder alone is asked for, so that the head of classes is no part of the model.
    let config = experiment.folder.file("\(copy)/config.json")
    let text = try String(contentsOfFile: config, encoding: .utf8)
    _ = try experiment.folder.write(
      text.replacing("AlbertForSequenceClassification", with: "AlbertModel").utf8,
      to: "\(copy)/config.json")
    for use in uses {
      let outcome = try Program.run(
        ["model"] + use, in: experiment.folder, setting: variables)
      #expect(outcome.status == 0, "\(use): \(outcome.complaints)")
      let text = use[0] == "inspect" || use[0] == "embed" ? outcome.complaints : outcome.output
      #expect(text.contains("left out: classifier.weight, classifier.bias"), "\(use): \(text)")
    }
    let embedded = try ask("embed", copy, "lines.txt")
    #expect(try ask("embed", "minilm-l6", "lines.txt").output == embedded.output)
  }
}
