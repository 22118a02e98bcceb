import Foundation
import TestSupport
import Testing

@Suite("a spec to start from")
struct NewCommandTests {
  @Test("is sound, and is never written over a file")
  func sound() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(["new", "mine"], in: folder)
    #expect(made.status == 0 && made.output == "mine.yaml\n", "\(made.complaints)")
    let checked = try Program.run(["validate", "mine.yaml"], in: folder)
    #expect(checked.output.contains("sound; 21 stages in 6 cells"), "\(checked.complaints)")
    _ = try folder.write("own".utf8, to: "mine.yaml")
    let again = try Program.run(["new", "mine"], in: folder)
    #expect(again.status == 2 && again.complaints.contains("mine.yaml is there already"))
    #expect(try String(contentsOfFile: folder.file("mine.yaml"), encoding: .utf8) == "own")
  }

  @Test("reads a table whose names need quotes, and runs")
  func table() throws {
    let folder = try TemporaryFolder()
    let rows = (1...40).map { "\($0 % 2 == 0 ? "red apple" : "blue sky") \($0)\tc\($0 % 2)\n" }
    _ = try folder.write("the text: 'a'\tclass\n\(rows.joined())".utf8, to: "it's mine.tsv")
    let made = try Program.run(
      ["new", "own", "--table", "it's mine.tsv", "--text", "the text: 'a'", "--label", "class"],
      in: folder)
    #expect(made.status == 0, "\(made.complaints)")
    let ran = try Program.run(["run", "own.yaml", "--set", "steps=2"], in: folder)
    #expect(ran.status == 0 && ran.output.contains("majority class"), "\(ran.complaints)")
  }

  @Test("goes from a sweep to a paper in three commands, as the manual shows")
  func sweep() throws {
    let folder = try TemporaryFolder()
    let rows = (1...40).map { "\($0 % 2 == 0 ? "red apple" : "blue sky") \($0)\tc\($0 % 2)\n" }
    _ = try folder.write("text\tlabel\n\(rows.joined())".utf8, to: "rows.tsv")
    let made = try Program.run(
      ["new", "deep", "--template", "sweep", "--table", "rows.tsv"], in: folder)
    #expect(made.status == 0, "\(made.complaints)")
    let smaller = [
      "--set", "layers=[2, 3]", "--set", "seed=[1, 2]", "--set", "steps=1", "--set",
      "donor_steps=1",
    ]
    let ran = try Program.run(["run", "deep.yaml"] + smaller, in: folder)
    #expect(ran.status == 0, "\(ran.complaints)")
    let export = ["export", "deep.yaml", "--paper", "paper", "--pictures", "svg"]
    let outcome = try Program.run(export + smaller, in: folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let names = ["bonds.svg", "depth.svg", "main.tex", "size.svg"]
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("paper")).sorted() == names)
    let table = try String(contentsOfFile: folder.file("paper/main.tex"), encoding: .utf8)
    #expect(table.contains(#" & \multicolumn{2}{c}{Accuracy (\%) $\uparrow$} \\"#), "\(table)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("paper/results.csv")))
  }

  @Test("is the one on the manual's page, of at most 40 lines")
  func page() throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run(["new", "deep", "--template", "sweep"], in: folder).status == 0)
    let spec = try String(contentsOfFile: folder.file("deep.yaml"), encoding: .utf8)
    let page = try ManualPage("\(ManualPage.folder)/Papers.md")
    #expect(page.blocks.first { $0.language == "yaml" }?.text == spec)
    #expect(spec.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 40)
    let checked = try Program.run(["validate", "deep.yaml"], in: folder)
    #expect(checked.output.contains("sound; 141 stages in 45 cells"), "\(checked.complaints)")
  }

  @Test("needs a name that a folder can have", arguments: ["a/b", ".x", "-x", "a b", ""])
  func names(name: String) throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(["new", "--", name], in: folder)
    #expect(made.status == 2, "\(made.output)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }
}
