import FoundationEssentials
import Options
import Spec
import Testing
import YAML

@Suite("experiment files")
struct ExperimentSpecTests {
  @Test("sections are read in the order of the file, with their locations")
  func sections() throws {
    let spec = try read(
      """
      experiment: two-parts
      about: What it is for.
      stages:
        later: {kind: b, x: 1}
        earlier: {kind: a}
      tables:
        all: {rows: [arm, seed], columns: [later.loss, size]}
        mean: {columns: later.loss, over: seed}
        bare: {over: ~}
      """)
    #expect(spec.messages.isEmpty)
    #expect(spec.experiment == "two-parts" && spec.about == "What it is for.")
    #expect(spec.stages.map(\.name) == ["later", "earlier"])
    #expect(spec.stages.map(\.mark.line) == [4, 5])
    #expect(spec.stages[0].body["x"]?.scalar?.text == "1")
    #expect(spec.tables.map(\.name) == ["all", "mean", "bare"])
    #expect(spec.tables.map { $0.rows?.map(\.text) } == [["arm", "seed"], nil, nil])
    let columns = spec.tables.map { $0.columns.map(\.text) }
    #expect(columns == [["later.loss", "size"], ["later.loss"], []])
    #expect(spec.tables.map { $0.over?.text } == [nil, "seed", nil])
    #expect(spec.tables[0].columns[1].metric.mark.description == "spec.yaml:7:50")
  }

  @Test("paths are relative to the folder of the file, which is absolute")
  func folders() throws {
    func folder(_ file: String) throws -> String {
      try ExperimentSpec(Array("experiment: x".utf8), file: file).files.folders.own
    }
    let current = FileManager.default.currentDirectoryPath
    #expect(try folder("/a/b/spec.yaml") == "/a/b")
    #expect(try folder("spec.yaml") == current)
    #expect(try folder("a/spec.yaml") == "\(current)/a")
  }

  @Test(
    "names of experiments are names of folders",
    arguments: ["a", "A-1", "2024.05", "_x", "bert-base.v2", String(repeating: "x", count: 100)])
  func goodNames(name: String) throws {
    let spec = try read("experiment: '\(name)'\nstages: {s: {kind: k}}")
    #expect(spec.experiment == name && spec.messages.isEmpty)
  }

  @Test(
    "and lead nowhere else",
    arguments: [
      "", ".", "..", "../x", "/x", "a/b", "a b", ".x", "-x", "é", "a:b", "~",
      String(repeating: "x", count: 101),
    ])
  func badNames(name: String) throws {
    let spec = try read("experiment: '\(name)'\nstages: {s: {kind: k}}")
    #expect(spec.experiment.isEmpty && spec.messages.count == 1)
    #expect(spec.messages[0].hasPrefix("spec.yaml:1:13: error: experiment must be the name of"))
  }

  @Test(
    "stages, variables and axes have names that a reference can be written with",
    arguments: [
      ("a", true), ("A_1-b", true), ("_x", true), ("no", true), ("1a", false), ("-a", false),
      ("a.b", false), ("a b", false), ("é", false), ("", false), ("a}", false),
    ])
  func referable(name: String, isGood: Bool) throws {
    #expect(SpecName.isReferable(name) == isGood)
    for section in ["vars: {'\(name)': 1}", "sweep: {'\(name)': [1]}"] {
      let spec = try read("experiment: x\n\(section)\nstages: {'\(name)': {kind: k}}")
      #expect(spec.messages.count == (isGood ? 0 : 2), "\(section)")
    }
  }

  @Test("reading goes on after a problem, and reports all in the order of the file")
  func allProblems() throws {
    let spec = try read(
      """
      experiment: a b
      abuot: x
      vars: 1
      sweep: 2
      stages: 3
      tables: 4
      """)
    #expect(
      spec.messages.map { $0.split(separator: " ")[0] } == [
        "spec.yaml:1:13:", "spec.yaml:2:1:", "spec.yaml:3:7:", "spec.yaml:4:8:", "spec.yaml:5:9:",
        "spec.yaml:6:9:",
      ])
  }

  @Test("errors are reported once each, by location, with the number of those left out")
  func errors() {
    let first = SpecError(at: Mark(file: "f", line: 2, column: 9), "first", hint: "mend it")
    let second = SpecError(at: Mark(file: "f", line: 10, column: 1), "second")
    let errors = SpecErrors([second, first, second, first])
    #expect(errors.description == "f:2:9: error: first\n  hint: mend it\nf:10:1: error: second")
    #expect(
      SpecErrors([second], omitted: 3).description
        == "f:10:1: error: second\n... and 3 more problems")
  }

  @Test("problems beyond a hundred are counted, not kept")
  func manyProblems() throws {
    var problems = Problems()
    for line in 1...150 { problems.add(at: Mark(file: "f", line: line, column: 1), "wrong") }
    let errors = try #require(throws: SpecErrors.self) { try problems.throwIfAny() }
    #expect(errors.errors.count == 100 && errors.omitted == 50 && problems.count == 150)
  }

  @Test("a catalog has its entries in order, and suggests for what it lacks")
  func catalog() throws {
    let catalog = Catalog("stage kind", [("train", 1), ("load", 2)])
    #expect(catalog.names == ["train", "load"] && catalog.all == [1, 2])
    #expect(catalog["load"] == 2 && catalog["save"] == nil)
    let mark = Mark(file: "f", line: 1, column: 1)
    #expect(try catalog.entry("train", at: mark) == 1)
    let error = try #require(throws: SpecError.self) { try catalog.entry("laod", at: mark) }
    #expect(
      error.description
        == "f:1:1: error: unknown stage kind 'laod'\n  hint: did you mean 'load'?")
  }
}
