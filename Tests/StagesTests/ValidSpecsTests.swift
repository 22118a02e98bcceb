import Options
import FoundationEssentials
import Models
import Pipeline
import Spec
import Testing

/// The experiments that come with the program, by their paths in `Experiments`.
private let experiments: [String] = {
  let folder = "\(repository)/Experiments"
  let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
  return files.filter { $0.hasSuffix(".yaml") }.sorted()
}()

@Suite("valid specs")
struct ValidSpecsTests {
  @Test("the quickstart is among the experiments")
  func quickstart() { #expect(experiments.contains("quickstart.yaml")) }

  @Test("every experiment that comes with the program is sound", arguments: experiments)
  func soundness(name: String) throws {
    let path = "\(repository)/Experiments/\(name)"
    let found = try plan([UInt8](try Data(contentsOf: URL(filePath: path))), file: path)
    #expect(!found.about.isEmpty)
    var seen: Set<StageID> = []
    for stage in found.stages {
      #expect(stage.inputs.allSatisfy { seen.contains($0.stage) }, "\(stage.id)")
      #expect(seen.insert(stage.id).inserted, "\(stage.id)")
    }
    #expect(found.tables.flatMap(\.rows).allSatisfy { found.axes.map(\.name).contains($0) })
  }

  @Test("the table of starts has every way of sharing")
  func starts() throws {
    let path = "\(repository)/Experiments/sharing/start.yaml"
    let found = try plan([UInt8](try Data(contentsOf: URL(filePath: path))), file: path)
    let ways = found.stages.filter { $0.name == "untied_start" }.map {
      $0.options["sharing"]?["kind"]?.text
    }
    #expect(Set(ways) == Set(SharingCatalog.all.map { $0.name }))
  }

  @Test("the smallest spec has one stage and one cell")
  func smallest() throws {
    let found = try plan(
      "experiment: small\nstages: {text: {kind: load, dataset: wordnet-glosses}}".utf8)
    #expect(found.stages.map(\.id.description) == ["text"])
    #expect(Array(found.cells) == [[]])
  }

  @Test("a byte-order mark, comments and line ends of other systems change nothing")
  func otherEditors() throws {
    let text = "experiment: small\nstages:\n  text: {kind: load, dataset: wordnet-glosses}\n"
    let wanted = try plan(text.utf8)
    for other in [
      "\u{FEFF}\(text)", "# A comment.\n\(text)# Another.\n", "---\n\(text)...\n",
      text.replacing("\n", with: "\r\n"), text.replacing("\n", with: "\r"),
    ] {
      let found = try plan(other.utf8)
      #expect(found.experiment == wanted.experiment)
      #expect(found.stages.map(\.options) == wanted.stages.map(\.options), "\(other)")
    }
  }

  @Test("stages are planned after what they read, wherever they stand")
  func anyOrder() throws {
    let encoder = "{layers: 1, hidden: 8, heads: 2}"
    let stages = [
      "text: {kind: load, dataset: wordnet-glosses}",
      "fresh: {kind: initialize, data: text, encoder: \(encoder), sharing: none}",
      "tuned: {kind: train, model: fresh, data: text, steps: 10}",
      "score: {kind: evaluate, model: tuned, data: text}",
    ]
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
      let text = "experiment: x\nstages:\n" + order.map { "  \(stages[$0])\n" }.joined()
      let found = try plan(text.utf8).stages
      #expect(found.map(\.name) == ["text", "fresh", "tuned", "score"])
      #expect(found[3].inputs.map(\.role) == ["model", "data"])
    }
  }

  @Test("stages that say the same through variables, merge keys or aliases are the same")
  func sameMeaning() throws {
    let written = """
      text: {kind: load, dataset: wordnet-glosses, max_length: 32, vocabulary: 1000}
      """
    let beginnings = [
      "stages:\n  \(written)",
      "vars: {size: 1000}\nstages:\n  \(written.replacing(": 1000", with: ": \"${size}\""))",
      "stages:\n  \(written.replacing("32", with: "0x20").replacing("1000", with: "1_000"))",
      "vars: &all {max_length: 32, vocabulary: 1000}\nstages:\n"
        + "  text: {<<: *all, kind: load, dataset: {kind: wordnet-glosses}}",
    ]
    let options = try beginnings.map { try plan("experiment: x\n\($0)\n".utf8).stages[0].options }
    #expect(Set(options).count == 1)
    #expect(options[0]["vocabulary"] == .integer(1000))
  }

  @Test("without tables there are none; one without rows has all axes but the one it averages over")
  func standardTable() throws {
    let text =
      "experiment: x\nsweep: {rate: [0.1, 0.2], seed: [1, 2]}\n"
      + "stages: {text: {kind: load, dataset: wordnet-glosses}}\n"
    #expect(try plan(text.utf8).tables.isEmpty)
    let given = try plan("\(text)tables: {all: {columns: vocabulary, over: rate}}\n".utf8).tables
    #expect(given.map(\.rows) == [["seed"]] && given.map(\.over) == ["rate"])
  }
}
