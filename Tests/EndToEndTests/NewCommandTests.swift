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

  @Test("needs a name that a folder can have", arguments: ["a/b", ".x", "-x", "a b", ""])
  func names(name: String) throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(["new", "--", name], in: folder)
    #expect(made.status == 2, "\(made.output)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }
}
