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
}
