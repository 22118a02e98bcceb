import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

/// Plans of spec files in a folder.
struct SpecFilesPlanner {
  let folder: TemporaryFolder

  init(_ files: [String: String]) throws {
    folder = try TemporaryFolder()
    for (name, text) in files { _ = try folder.write(text.utf8, to: name) }
  }

  func plan(_ name: String, overrides: [String] = []) throws -> Plan {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.file(name))))
    return try Planner(declarations: TestKinds.all).plan(
      ExperimentSpec(bytes, file: folder.file(name), overrides: overrides))
  }

  func problems(_ name: String) -> [String] {
    let errors = #expect(throws: SpecErrors.self) { try plan(name) }?.errors ?? []
    return errors.map { $0.description.replacing("\(folder.path)/", with: "") }
  }
}

extension Plan {
  /// The fingerprints of all stages by their ids, as if each input held its own fingerprint.
  func fingerprints() throws -> [StageID: Fingerprint] {
    let keying = StageKeying(
      environment: "any", digest: { Fingerprint(of: $0.utf8) }, members: { _ in [] })
    var found: [StageID: Fingerprint] = [:]
    for stage in stages {
      let contents = stage.groups.compactMap { group in
        group.content(group.members.compactMap { found[$0.stage] })
      }
      found[stage.id] = try keying.key(of: stage, contents: contents).fingerprint
    }
    return found
  }
}

@Suite("plans of specs that include others")
struct IncludedPlanTests {
  private let base = """
    experiment: base
    vars: {size: 3}
    sweep: {arm: {small: {size: 1}, large: {size: 9}}, seed: [1, 2]}
    stages:
      start: {kind: make, size: "${size}"}
      tuned: {kind: join, first: start, size: "${arm.size}", depth: "${seed}"}
      verdict: {kind: compare, over: arm, measure: tuned.loss, pair: seed}
    tables: {main: {rows: [arm], columns: [tuned.loss], over: seed}}
    """

  @Test("included stages have the keys that they have in their own experiment")
  func sharedKeys() throws {
    let own = """
      experiment: own
      include: base.yaml
      sweep: {depth: [1, 2]}
      stages: {more: {kind: join, first: tuned, depth: "${depth}"}}
      """
    let files = try SpecFilesPlanner(["base.yaml": base, "own.yaml": own])
    let (alone, together) = (try files.plan("base.yaml"), try files.plan("own.yaml"))
    #expect(alone.stages.count == 6 && together.stages.count == 14)
    let found = try together.fingerprints()
    for (id, fingerprint) in try alone.fingerprints() { #expect(found[id] == fingerprint, "\(id)") }
    let other = try files.plan("own.yaml", overrides: ["size=4"]).fingerprints()
    #expect(other[StageID("start")] != found[StageID("start")])
  }

  @Test("an included axis that nothing uses makes no cells and no rows")
  func unusedAxes() throws {
    let own = """
      experiment: own
      include: base.yaml
      override: [tuned, verdict]
      stages:
        tuned: {kind: join, first: start, depth: "${seed}"}
        verdict: {kind: make}
      tables: {all: {columns: [tuned.loss]}, named: {rows: [arm, seed], columns: [tuned.loss]}}
      """
    let files = try SpecFilesPlanner(["base.yaml": base, "own.yaml": own])
    #expect(try files.plan("own.yaml").axes.map(\.name) == ["arm", "seed"])
    let unnamed = own.replacing(", named: {rows: [arm, seed], columns: [tuned.loss]}", with: "")
    _ = try files.folder.write(unnamed.utf8, to: "own.yaml")
    let plan = try files.plan("own.yaml")
    #expect(plan.axes.map(\.name) == ["seed"] && plan.tables[0].rows == ["seed"])
    #expect(plan.cells.map { $0.map(\.label) } == [["1"], ["2"]])
    #expect(plan.ids == ["start", "tuned[seed=1]", "tuned[seed=2]", "verdict"])
    let set = try files.plan("own.yaml", overrides: ["arm=[small, large]", "seed=[1, 2, 3]"])
    #expect(set.cells.map { $0.map(\.label) } == [["1"], ["2"], ["3"]])
    let listed = own.replacing("include: base.yaml\noverride: [tuned, verdict]", with: "")
      .replacing("tables:", with: "sweep: {arm: [1, 2, 3], seed: [1, 2]}\ntables:")
      .replacing("first: start, ", with: "")
    _ = try files.folder.write(listed.utf8, to: "own.yaml")
    #expect(try files.plan("own.yaml").cells.count == 6)
  }

  @Test("rules that name an unused axis leave the cells that they would leave with it")
  func unusedRules() throws {
    let rules = """
      sweep:
        arm: [all, mpo]
        bond: {values: [4, 8], when: {arm: mpo}, otherwise: 1}
        except: [{arm: mpo, bond: 8}, {arm: all, seed: 3}]
        seed: [1, 3]
      """
    let own = """
      experiment: own
      include: rules.yaml
      stages: {one: {kind: make, size: "${bond}"}}
      """
    let files = try SpecFilesPlanner(["rules.yaml": rules, "own.yaml": own])
    let plan = try files.plan("own.yaml")
    #expect(plan.cells.map { $0.map(\.label) } == [["4"], ["1"]])
    #expect(plan.ids == ["one[bond=4]", "one[bond=1]"])
  }

  @Test("members of included variants that only replaced stages use are no error")
  func unusedMembers() throws {
    let own = """
      experiment: own
      include: base.yaml
      override: tuned
      stages: {tuned: {kind: join, label: "${arm}", depth: "${seed}"}}
      """
    let wrong = base.replacing("size: 9}", with: "size: 9, dpeth: 2}")
    let arms = "sweep: {arm: {a: {size: 1, depth: 2}, b: {size: 2, depth: 3}}}"
    let few = "experiment: x\ninclude: arms.yaml\nstages: {s: {kind: make, size: '${arm.size}'}}"
    let files = try SpecFilesPlanner([
      "base.yaml": base, "own.yaml": own, "wrong.yaml": wrong, "arms.yaml": arms, "few.yaml": few,
      "other.yaml": own.replacing("base.yaml", with: "wrong.yaml"),
      "mine.yaml": few.replacing(
        "stages:", with: "sweep: {arm: {a: {size: 1, label: x}}}\nstages:"),
    ])
    #expect(try files.plan("own.yaml").stages.count == 6)
    #expect(try files.plan("few.yaml").stages.count == 2)
    for name in ["wrong.yaml", "other.yaml"] {
      let found = files.problems(name)
      #expect(found.count == 1)
      #expect(found[0].hasPrefix("wrong.yaml:3:50: error: nothing uses 'dpeth'"), "\(found)")
    }
    #expect(files.problems("mine.yaml")[0].hasPrefix("mine.yaml:3:28: error: nothing uses 'label'"))
  }

  @Test("problems of included stages name the included file, and where values were used")
  func places() throws {
    let own = """
      experiment: own
      include: base.yaml
      vars: {size: many}
      stages: {more: {kind: join, first: tuned, depht: 1}}
      """
    let wrong = base.replacing("first: start,", with: "first: stat,")
    let files = try SpecFilesPlanner(["base.yaml": wrong, "own.yaml": own])
    #expect(
      files.problems("own.yaml").map { $0.split(separator: "\n")[0] } == [
        "base.yaml:6:30: error: first: there is no stage 'stat'",
        "own.yaml:3:14: error: size must be a whole number from 0 to 1000, not \"many\" (used by "
          + "stage 'start' at base.yaml:5:29)",
        "own.yaml:4:43: error: unknown option 'depht' of the stage kind 'join'",
      ])
  }
}

// MARK: - Random splits

/// A spec of random definitions, each written in one of several files of which the last includes
/// the others, and the same spec in one file.
private struct SplitSpec {
  private static let fileCount = 4

  let whole: String
  let parts: [String: String]

  init(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var files = Array(repeating: Sections(), count: Self.fileCount)
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }
    for number in 0..<draw(0...4) {
      let value = number > 0 && draw(0...1) == 0 ? "\"${v\(draw(0...(number - 1)))}\"" : "\(number)"
      files[draw(0...3)].vars.append("v\(number): \(value)")
    }
    let axisCount = draw(1...3)
    for number in 0..<axisCount {
      let values = (1...draw(1...3)).map { "\($0)" }.joined(separator: ", ")
      let axis = "a\(number): [\(values)]"
      let tied = "a\(number): {values: [\(values)], when: {a\(number - 1): 1}, otherwise: 7}"
      files[draw(0...3)].axes.append(number > 0 && draw(0...2) == 0 ? tied : axis)
      if draw(0...2) == 0 { files[draw(0...3)].include.append("{a\(number): 9}") }
      if draw(0...2) == 0 { files[draw(0...3)].except.append("{a\(number): 2, a0: 1}") }
    }
    for number in 0..<draw(2...7) {
      var options = [
        "kind: join", "size: \"${a\(draw(0...(axisCount - 1)))}\"", "label: s\(number)",
      ]
      if number > 0 { options.append("first: s\(draw(0...(number - 1)))") }
      files[draw(0...3)].stages.append("s\(number): {\(options.joined(separator: ", "))}")
    }
    whole = "experiment: x\n" + files.reduce(into: Sections()) { $0.append($1) }.text
    // The last includes the third alone, which includes the others, or all of them.
    let isChain = draw(0...1) == 0
    let heads = [
      "", isChain ? "include: f0.yaml\n" : "", isChain ? "include: [f1.yaml]\n" : "",
      isChain ? "include: f2.yaml\n" : "include: [f0.yaml, f1.yaml, f2.yaml]\n",
    ]
    parts = Dictionary(
      uniqueKeysWithValues: files.indices.map {
        ("f\($0).yaml", "experiment: x\n" + heads[$0] + files[$0].text)
      })
  }

  private struct Sections {
    var vars: [String] = []
    var axes: [String] = []
    var include: [String] = []
    var except: [String] = []
    var stages: [String] = []

    mutating func append(_ other: Sections) {
      vars += other.vars
      axes += other.axes
      include += other.include
      except += other.except
      stages += other.stages
    }

    var text: String {
      func list(_ name: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["\(name): [\(items.joined(separator: ", "))]"]
      }
      let sweep = axes + list("include", include) + list("except", except)
      return [("vars", vars), ("sweep", sweep), ("stages", stages)].filter { !$0.1.isEmpty }
        .map { name, lines in "\(name):\n" + lines.map { "  \($0)\n" }.joined() }.joined()
    }
  }
}

extension IncludedPlanTests {
  @Test("a spec that is split into files has the plan of the whole", arguments: UInt64(0)..<300)
  func splits(seed: UInt64) throws {
    let spec = SplitSpec(seed: seed)
    let files = try SpecFilesPlanner(spec.parts.merging(["whole.yaml": spec.whole]) { $1 })
    let whole = Result { try files.plan("whole.yaml") }
    let parts = Result { try files.plan("f3.yaml") }
    switch (whole, parts) {
    case (.success(let whole), .success(let parts)):
      #expect(parts.ids == whole.ids)
      #expect(try parts.fingerprints() == whole.fingerprints())
      let axes = parts.axes.map(\.name)
      #expect(Array(parts.cells) == Array(whole.cells.projected(onto: axes)))
      #expect(axes == whole.axes.map(\.name).filter(axes.contains))
      #expect(
        Set(whole.stages.flatMap { $0.cell.map(\.axis) }).isSubset(of: axes), "\(spec.parts)")
    case (.failure(let whole as SpecErrors), .failure(let parts as SpecErrors)):
      #expect(
        Set(parts.errors.map(\.problem).map(withoutPlaces))
          == Set(whole.errors.map(\.problem).map(withoutPlaces)))
    default: Issue.record("\(whole) but \(parts): \(spec.whole)")
    }
  }

  private func withoutPlaces(_ problem: String) -> String {
    problem.replacing(#/\S+:\d+:\d+/#, with: "PLACE")
  }

  @Test("most of the splits have a plan")
  func soundSplits() throws {
    let sound = try (UInt64(0)..<100).filter { seed in
      let files = try SpecFilesPlanner(["whole.yaml": SplitSpec(seed: seed).whole])
      return (try? files.plan("whole.yaml")) != nil
    }
    #expect(sound.count > 50)
  }
}
