import Foundation
import TestSupport
import Testing

@Suite("the commands")
struct CommandTests {
  @Test("validate prints every problem of every file at once, with exit code 2")
  func validate() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("experiment: a\nstages: {x: {kind: loda}}\n".utf8, to: "a.yaml")
    _ = try folder.write("experiment: b\nstages:\n\tx: 1\n".utf8, to: "b.yaml")
    let outcome = try Program.run(["validate", "a.yaml", "b.yaml", "c.yaml"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaints.contains("a.yaml:2:20: error: "), "\(outcome.complaints)")
    #expect(outcome.complaints.contains("did you mean 'load'?"))
    #expect(outcome.complaints.contains("b.yaml:3:1: error: a tab is used for indentation"))
    #expect(outcome.complaints.contains("c.yaml: can't be read"))
  }

  @Test(
    "a wrong request ends with 2 and one clear line",
    arguments: [
      ["run"], ["run", "nowhere.yaml"], ["run", "small.yaml", "--set", "stpes=3"],
      ["run", "small.yaml", "--jobs", "0"], ["run", "small.yaml", "--executor", "cloud"],
      ["run", "small.yaml", "--only", "tunde"], ["table", "small.yaml"],
      ["plan", "small.yaml", "--format", "xml"], ["why", "small.yaml", "nothing"],
      ["stages", "lod"], ["frobnicate"],
    ])
  func refusals(_ arguments: [String]) throws {
    let experiment = try SmallExperiment()
    let outcome = try Program.run(arguments, in: experiment.folder)
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaints.localizedLowercase.contains("error"), "\(outcome.complaints)")
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("Results/work")))
  }

  @Test("validate opens the files that are there, and notes what is known but not here")
  func inputs() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("text\tclass\na\tx\nb\ty\n".utf8, to: "d.tsv")
    try FileManager.default.createDirectory(
      atPath: folder.file("m"), withIntermediateDirectories: true)
    _ = try folder.write("{\"hidden_size\": 4,}".utf8, to: "m/config.json")
    let spec = """
      experiment: inputs
      stages:
        d: {kind: load, dataset: {kind: table, train: d.tsv, validation: d.tsv}}
        m: {kind: load, model: {kind: folder, path: m}}
        r: {kind: load, dataset: RTE}

      """
    _ = try folder.write(spec.utf8, to: "a.yaml")
    let variables = ["XDG_DATA_HOME": folder.file("none"), "BONDLAB_DATA": folder.file("none")]
    let outcome = try Program.run(["validate", "a.yaml"], in: folder, setting: variables)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    let lines = outcome.complaints.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("note: a.yaml:5:3: RTE: there is no ") }, "\(lines)")
    #expect(
      lines.contains {
        $0.hasPrefix("a.yaml:3:3: stage 'd': ")
          && $0.hasSuffix("d.tsv:1: expected a column named 'label'; the header has text, class")
      }, "\(lines)")
    #expect(
      lines.contains {
        $0.hasPrefix("a.yaml:4:3: stage 'm': ") && $0.contains("m/config.json:1:19: lacks '\"'")
      }, "\(lines)")
    _ = try folder.write("text\tlabel\na\tx\nb\ty\n".utf8, to: "d.tsv")
    _ = try folder.write(spec.replacing("  m: {", with: "  #").utf8, to: "a.yaml")
    let sound = try Program.run(["validate", "a.yaml"], in: folder, setting: variables)
    #expect(sound.status == 0 && sound.output.contains("a.yaml: sound; 2 stages"))
    #expect(sound.complaints.contains("note: a.yaml:5:3: RTE"))
  }

  @Test("plan notes data that aren't here, and prints what it can without them")
  func absentData() throws {
    let folder = try TemporaryFolder()
    let spec = """
      experiment: absent
      stages:
        d: {kind: load, dataset: RTE, max_length: 16}
        m:
          kind: initialize
          data: d
          encoder: {layers: 2, hidden: 16, heads: 2, embedding: 16, max_positions: 16}
          sharing: all
        t: {kind: train, model: m, data: d, steps: 1}

      """
    _ = try folder.write(spec.utf8, to: "a.yaml")
    let variables = ["XDG_DATA_HOME": folder.file("none"), "BONDLAB_DATA": folder.file("none")]
    let outcome = try Program.run(["plan", "a.yaml"], in: folder, setting: variables)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(outcome.complaints.hasPrefix("note: RTE: there is no "), "\(outcome.complaints)")
    #expect(outcome.output.contains("tokens a step"), "\(outcome.output)")
    let run = try Program.run(["run", "a.yaml"], in: folder, setting: variables)
    #expect(run.status == 2 && run.complaints.contains("RTE: there is no "))
  }

  @Test("looking makes nothing", arguments: ["plan", "graph", "validate"])
  func looking(_ command: String) throws {
    let experiment = try SmallExperiment()
    #expect(try Program.run([command, "small.yaml"], in: experiment.folder).status == 0)
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("Results")))
  }

  @Test("after a run: table, export, runs, why and the cache answer")
  func afterwards() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run().status == 0)
    func ask(_ arguments: String...) throws -> String {
      let outcome = try Program.run(arguments, in: experiment.folder)
      #expect(outcome.status == 0, "\(outcome.complaints)")
      return outcome.output
    }
    let table = try ask("table", "small.yaml", "main", "--format", "csv")
    #expect(try Data(table.utf8) == experiment.tables()["main.csv"])
    #expect(try ask("export", "small.yaml", "--out", "Paper").contains("Paper/verdict.csv"))
    #expect(try ask("runs", "--format", "csv").contains(",done,"))
    #expect(try ask("why", "small.yaml", "donor") == "donor: cached; nothing changed\n")
    #expect(try ask("why", "small.yaml", "tuned", "--set", "tune_steps=9").contains("from 4 to 9"))
    #expect(try ask("cache", "verify") == "every file is as it was stored\n")
    #expect(try ask("cache", "list").contains("decompose"))
    #expect(try ask("cache", "gc").hasPrefix("0 bytes freed"))
  }

  @Test("a damaged file is reported, set aside, and made again by the next run")
  func damage() throws {
    let experiment = try SmallExperiment()
    #expect(try experiment.run().status == 0)
    let tables = try experiment.tables()
    let root = experiment.folder.file("Results/artifacts")
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    let name = try #require(files.filter { $0.utf8.count > 60 }.sorted().first)
    let path = "\(root)/\(name)"
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count / 2] ^= 1
    try FileManager.default.removeItem(atPath: path)
    try bytes.write(to: URL(filePath: path))
    let verified = try Program.run(["cache", "verify"], in: experiment.folder)
    #expect(verified.status == 1)
    #expect(verified.output.contains("\(name): altered"), "\(verified.output)")
    #expect(try experiment.run().status == 0)
    #expect(try Program.run(["cache", "verify"], in: experiment.folder).status == 0)
    #expect(try experiment.tables() == tables)
  }
}
