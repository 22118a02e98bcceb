import Spec
import TestSupport
import Testing
import YAML

@Suite("specs that include others")
struct IncludeTests {
  private let base = """
    experiment: base
    about: What others begin with.
    vars: {steps: 100, twice: "${steps}${steps}"}
    sweep:
      arm: [all, mpo]
      bond: {values: [4, full], when: {arm: mpo}, otherwise: full}
    search: {trials: [arm], rungs: bond, measure: make.loss}
    stages:
      make: {kind: k, steps: "${steps}", arm: "${arm}"}
      next: {kind: k, model: make}
    tables:
      main: {rows: [arm]}
    """

  private func folder(_ own: String, besides files: [String: String] = [:]) throws -> SpecFolder {
    try SpecFolder(
      ["base.yaml": base, "spec.yaml": "experiment: own\n\(own)"].merging(files) { $1 })
  }

  private func text(_ variable: String, in spec: ExperimentSpec) throws -> String? {
    let body = try #require(spec.stages.first { $0.name == "probe" }).body
    var evaluator = Evaluator(spec.scope, choice: spec.sweep.axes.map { _ in 0 })
    return try evaluator.value(of: body)[variable]?.scalar?.text
  }

  @Test("take over variables, axes and stages, and nothing else")
  func taken() throws {
    let folder = try folder("include: base.yaml\nstages: {probe: {kind: k}}")
    let spec = try folder.read()
    #expect(spec.messages == [])
    #expect(spec.experiment == "own" && spec.about == "")
    #expect(spec.search == nil && spec.tables.isEmpty)
    #expect(spec.sweep.axes.map(\.name) == ["arm", "bond"])
    #expect(spec.cellLabels == [["all", "full"], ["mpo", "4"], ["mpo", "full"]])
    #expect(spec.stages.map(\.name) == ["make", "next", "probe"])
    #expect(spec.stages.map { $0.mark.file.hasSuffix("base.yaml") } == [true, true, false])
    #expect(spec.files.included.map(\.text) == [base])
    #expect(spec.files.included.map(\.path) == [folder.folder.file("base.yaml")])
  }

  @Test("are read as they were where the texts were kept, and no file is")
  func kept() throws {
    let folder = try SpecFolder([:])
    let (own, path) = ("experiment: own\ninclude: a.yaml", "\(folder.folder.path)/own.yaml")
    let texts = [
      "b.yaml": "vars: {steps: 3}", "a.yaml": "include: b.yaml\nstages: {s: {kind: k}}",
      "c.yaml": "include: c.yaml",
    ]
    let kept = texts.map { IncludedFile(path: "\(folder.folder.path)/\($0.key)", text: $0.value) }
    let spec = try ExperimentSpec(Array(own.utf8), file: path, included: kept)
    #expect(spec.messages == [] && spec.stages.map(\.name) == ["s"])
    #expect(spec.files.included.map(\.text) == [texts["b.yaml"], texts["a.yaml"]])
    for (other, words) in [
      ("include: d.yaml", "the text of 'd.yaml' was not kept"),
      ("include: c.yaml", "includes itself"), ("include: /etc/passwd", "was not kept"),
    ] {
      let text = Array("experiment: own\n\(other)".utf8)
      let error = #expect(throws: SpecErrors.self) {
        try ExperimentSpec(text, file: path, included: kept)
      }
      #expect("\(error.map(String.init(describing:)) ?? "")".contains(words))
    }
  }

  @Test("need no stages of their own, nor an experiment in what they include")
  func bare() throws {
    #expect(try folder("include: base.yaml").messages() == [])
    let parts = ["vars.yaml": "vars: {a: 1}", "stages.yaml": "stages: {s: {kind: k, a: \"${a}\"}}"]
    #expect(try folder("include: [vars.yaml, stages.yaml]", besides: parts).messages() == [])
    #expect(
      try folder("include: vars.yaml", besides: parts).messages()
        == ["spec.yaml:1:1: error: a spec needs 'stages'\n  hint: \(Self.stagesHint)"])
  }

  private static let stagesHint = "write 'stages:' and below it 'name: {kind: ..., ...}'"

  @Test("give variables other values, also where included ones use them; --set wins over both")
  func variables() throws {
    let own = """
      include: base.yaml
      vars: {steps: 7}
      stages: {probe: {kind: k, steps: "${steps}", twice: "${twice}"}}
      """
    let folder = try folder(own)
    #expect(try text("steps", in: folder.read()) == "7")
    #expect(try text("twice", in: folder.read()) == "77")
    #expect(try text("twice", in: folder.read(overrides: ["steps=5"])) == "55")
    #expect(try text("twice", in: folder.read(overrides: ["twice=a"])) == "a")
    let included = try self.folder(own.replacing("vars: {steps: 7}\n", with: ""))
    #expect(try text("twice", in: included.read(overrides: ["steps=5"])) == "55")
  }

  @Test("replace axes where these stand, and make axes of included variables")
  func axes() throws {
    let own = """
      include: base.yaml
      sweep: {steps: [1, 2], arm: [mpo, none, blocks]}
      stages: {probe: {kind: k, twice: "${twice}"}}
      """
    let spec = try folder(own).read()
    #expect(spec.messages == [])
    #expect(spec.sweep.axes.map(\.name) == ["arm", "bond", "steps"])
    #expect(try text("twice", in: spec) == "11")
    #expect(spec.cellLabels.count == 8)
    #expect(spec.cellLabels.contains(["mpo", "4", "2"]))
    let set = try folder(own).read(overrides: ["arm=none", "steps=9"])
    #expect(set.cellLabels == [["none", "full", "9"]])
  }

  @Test("a name is a variable or an axis in all files")
  func clash() throws {
    let clash = try folder("include: base.yaml\nvars: {arm: all}").messages()
    #expect(
      clash == [
        "base.yaml:5:3: error: 'arm' is both a sweep axis and the variable at spec.yaml:3:8\n"
          + "  hint: rename one of the two"
      ])
  }

  @Test("keep the rules of included sweeps, which may name values that are gone")
  func rules() throws {
    let rules = """
      sweep:
        arm: [all, mpo, none]
        layers: [2, 4]
        bond: {values: [8], when: {arm: mpo}, otherwise: 1}
        include: [{arm: mpo, layers: 16}, {arm: none, layers: 8}]
        except: [{arm: none, layers: 2}, {layers: [4, 16]}]
      """
    let files = ["rules.yaml": rules]
    func cells(_ sweep: String) throws -> [[String]] {
      let folder = try folder(
        "include: rules.yaml\nstages: {s: {kind: k}}\n\(sweep)", besides: files)
      #expect(try folder.messages() == [])
      return try folder.read().cellLabels
    }
    #expect(
      try cells("") == [["all", "2", "1"], ["mpo", "2", "8"], ["none", "8", "1"]])
    #expect(try cells("sweep: {arm: [all, none]}") == [["all", "2", "1"], ["none", "8", "1"]])
    #expect(
      try cells("sweep: {layers: [2, 6], include: [{arm: all, layers: 8}]}") == [
        ["all", "2", "1"], ["all", "6", "1"], ["all", "8", "1"], ["mpo", "2", "8"],
        ["mpo", "6", "8"], ["none", "6", "1"],
      ])
    let own = try folder(
      "include: rules.yaml\nsweep: {arm: [all], except: [{arm: none}]}\nstages: {s: {kind: k}}",
      besides: files)
    #expect(
      try own.messages() == [
        "spec.yaml:3:36: error: \"none\" in 'except' is not a value of the axis 'arm'\n"
          + "  hint: known: all"
      ])
  }

  @Test("problems of included files stand where they are written")
  func places() throws {
    let files = [
      "sub/other.yaml": """
      experiment: other
      stagse: {}
      vars: 5
      sweep: {seed: 1, except: 3}
      stages: {x: {kind: k, a: "${stps}"}, 1y: {kind: k}}
      """
    ]
    let found = try folder("include: [base.yaml, sub/other.yaml]", besides: files).messages()
    #expect(
      found.map { String($0.prefix { $0 != " " }) } == [
        "sub/other.yaml:2:1:", "sub/other.yaml:3:7:", "sub/other.yaml:4:15:",
        "sub/other.yaml:4:26:",
        "sub/other.yaml:5:38:",
      ], "\(found)")
  }
}

// MARK: - Stages of one name, and several files

extension IncludeTests {
  @Test("a stage of an included name is an error with both places, unless override names it")
  func override() throws {
    let again = "include: base.yaml\nstages: {make: {kind: other}}"
    #expect(
      try folder(again).messages() == [
        "spec.yaml:3:10: error: there is a stage 'make' already, at base.yaml:9:3\n"
          + "  hint: choose another name, or write 'override: make' to replace that stage"
      ])
    for names in ["make", "[make]"] {
      let spec = try folder("override: \(names)\n\(again)").read()
      #expect(spec.messages == [])
      #expect(spec.stages.map(\.name) == ["make", "next"])
      #expect(spec.stages[0].body.mapping?.map(\.name) == ["kind"])
    }
  }

  @Test(
    "override names stages that are there twice",
    arguments: [
      ("override: mkae\n", "5:11: error: override: no included file has a stage 'mkae'", "make"),
      ("override: [make, x]\n", "5:18: error: override: no included file has a stage 'x'", "make"),
      ("override: next\n", "5:11: error: override: the stage 'next' is not written", "stages"),
      ("override: {make: 1}\n", "5:11: error: override must be a list of names", ""),
    ])
  func wrongOverride(line: String, message: String, hint: String) throws {
    let folder = try folder(
      "include: base.yaml\nstages:\n  make: {kind: k}\n\(line)")
    let found = try folder.messages().filter { !$0.contains("there is a stage 'make' already") }
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("spec.yaml:\(message)") && found[0].contains(hint), "\(found)")
  }

  @Test("override without include names nothing")
  func onlyOverride() throws {
    let found = try folder("override: s\nstages: {s: {kind: k}}").messages()
    #expect(
      found == [
        "spec.yaml:2:11: error: override: no included file has a stage 's'\n"
          + "  hint: there is no included stage"
      ])
  }

  @Test("two included files that differ are distinguished by the including one alone")
  func conflicts() throws {
    let files = [
      "a/a.yaml": "vars: {v: 1}\nsweep: {x: [1]}\nstages: {s: {kind: k}}",
      "b.yaml": "vars: {v: 2}\nsweep: {x: [2]}\nstages: {s: {kind: l}}",
    ]
    let both = "include: [a/a.yaml, b.yaml]\n"
    let found = try folder(both, besides: files).messages()
    #expect(
      found.map { String($0.split(separator: "\n")[0]).replacing(" is another one at", with: "") }
        == [
          "b.yaml:1:8: error: the variable 'v' a/a.yaml:1:8, and spec.yaml includes both",
          "b.yaml:2:9: error: the axis 'x' a/a.yaml:2:9, and spec.yaml includes both",
          "b.yaml:3:10: error: the stage 's' a/a.yaml:3:10, and spec.yaml includes both",
        ])
    let decided =
      both + "override: s\nvars: {v: 3}\nsweep: {x: [3]}\nstages: {s: {kind: m}}"
    let spec = try folder(decided, besides: files).read()
    #expect(spec.messages == [] && spec.cellLabels == [["3"]])
    #expect(spec.stages.count == 1 && spec.stages[0].body["kind"]?.scalar?.text == "m")
  }

  @Test("what two files of one folder say in the same words is one thing; elsewhere paths differ")
  func sameWords() throws {
    let words = "vars: {v: data.txt}\nsweep: {x: {zip: {a: [1], b: ['2']}}}\nstages: {s: {kind: k}}"
    let files = ["a.yaml": words, "b.yaml": "# Other lines\n\(words)", "c/c.yaml": words]
    #expect(try folder("include: [a.yaml, b.yaml]", besides: files).messages() == [])
    #expect(try folder("include: [a.yaml, c/c.yaml]", besides: files).messages().count == 3)
    let quoted = ["a.yaml": words, "b.yaml": words.replacing("'2'", with: "2")]
    #expect(try folder("include: [a.yaml, b.yaml]", besides: quoted).messages().count == 1)
  }

  @Test("a file that is included on two ways is read once")
  func diamond() throws {
    let files = [
      "left.yaml": "include: base.yaml\nvars: {l: 1}", "right.yaml": "include: ./base.yaml",
      "again.yaml": "include: base.yaml\nvars: {steps: 3}",
    ]
    let folder = try folder("include: [left.yaml, right.yaml, base.yaml]", besides: files)
    #expect(try folder.messages() == [])
    let paths = try folder.read().files.included.map { $0.path.split(separator: "/").last ?? "" }
    #expect(paths == ["base.yaml", "left.yaml", "right.yaml"])
    #expect(
      try self.folder("include: [left.yaml, again.yaml]", besides: files).messages() == [
        "again.yaml:2:8: error: the variable 'steps' is another one at base.yaml:3:8, and "
          + "spec.yaml includes both\n"
          + "  hint: say in spec.yaml which it is to be, or rename one of the two"
      ])
  }
}
