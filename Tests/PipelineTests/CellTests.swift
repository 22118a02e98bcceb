import Options
import Pipeline
import Spec
import Testing

@Suite("stages over the cells of a sweep")
struct CellTests {
  @Test("a stage varies over the axes that it and its inputs use, and over no other")
  func axes() throws {
    let plan = try makePlan(
      """
      sweep: {arm: [mpo, all], seed: [1, 2], unused: [1, 2]}
      stages:
        data: {kind: make}
        start: {kind: make, label: "${arm}"}
        tuned: {kind: join, first: start, second: data, size: "${seed}"}
        score: {kind: join, first: tuned}
      """)
    #expect(
      plan.ids == [
        "data", "start[arm=mpo]", "start[arm=all]", "tuned[arm=mpo,seed=1]",
        "tuned[arm=mpo,seed=2]", "tuned[arm=all,seed=1]", "tuned[arm=all,seed=2]",
        "score[arm=mpo,seed=1]", "score[arm=mpo,seed=2]", "score[arm=all,seed=1]",
        "score[arm=all,seed=2]",
      ])
    #expect(plan.cells.count == 8)
    let tuned = try plan.stage("tuned[arm=all,seed=2]")
    #expect(
      tuned.cell == [Coordinate(axis: "arm", label: "all"), Coordinate(axis: "seed", label: "2")])
    #expect(tuned.inputIDs == ["start[arm=all]", "data"])
    #expect(tuned.inputs.map(\.role) == ["first", "second"])
    #expect(tuned.inputs.allSatisfy { $0.coordinates.isEmpty })
    #expect(try plan.stage("score[arm=mpo,seed=2]").inputIDs == ["tuned[arm=mpo,seed=2]"])
  }

  @Test("an axis that is used through a variable or a variant's member counts")
  func indirectAxes() throws {
    let plan = try makePlan(
      """
      vars: {width: "${arm.width}"}
      sweep: {arm: {small: {width: 8}, large: {width: 64}}, seed: [1, 2]}
      stages:
        made: {kind: make, size: "${width}"}
      """)
    #expect(plan.ids == ["made[arm=small]", "made[arm=large]"])
    #expect(plan.stages.map { $0.options["size"] } == [.integer(8), .integer(64)])
  }

  @Test("the axes of a cell are in the order of the sweep, whatever the order of use")
  func axisOrder() throws {
    let plan = try makePlan(
      """
      sweep: {arm: [a], seed: [1]}
      stages:
        first: {kind: make, size: "${seed}"}
        second: {kind: join, first: first, label: "${arm}"}
      """)
    #expect(plan.ids == ["first[seed=1]", "second[arm=a,seed=1]"])
  }

  @Test("options are canonical: defaults filled in, edges left out")
  func options() throws {
    let plan = try makePlan(
      """
      stages:
        made: {kind: make, depth: 3}
        joined: {kind: join, first: made, label: ~}
      """)
    #expect(plan.stages[0].options == .map(["size": .integer(1), "depth": .integer(3)]))
    #expect(plan.stages[1].options == .map(["size": .integer(1)]))
    #expect(plan.stages[1].location == "test.yaml:4:3")
  }

  @Test("an option may name another stage in each cell")
  func varyingEdge() throws {
    let plan = try makePlan(
      """
      sweep: {arm: {a: {source: left}, b: {source: right}}}
      stages:
        left: {kind: make}
        right: {kind: make, size: 2}
        joined: {kind: join, first: "${arm.source}"}
      """)
    #expect(plan.ids == ["left", "right", "joined[arm=a]", "joined[arm=b]"])
    #expect(plan.stages.map(\.inputIDs) == [[], [], ["left"], ["right"]])
  }

  @Test("cells that are left out have no stages, where no other cell needs them")
  func except() throws {
    let plan = try makePlan(
      """
      sweep:
        arm: [mpo, all]
        seed: [1, 2]
        except: [{arm: all, seed: 2}, {arm: mpo, seed: 2}]
      stages:
        start: {kind: make, label: "${arm}"}
        tuned: {kind: join, first: start, size: "${seed}"}
        noise: {kind: make, size: "${seed}"}
      """)
    #expect(
      plan.ids == [
        "start[arm=mpo]", "start[arm=all]", "tuned[arm=mpo,seed=1]", "tuned[arm=all,seed=1]",
        "noise[seed=1]",
      ])
    #expect(plan.cells.map { $0.map(\.label) } == [["mpo", "1"], ["all", "1"]])
  }

  @Test("labels with commas keep ids apart")
  func commas() throws {
    let plan = try makePlan(
      #"""
      sweep: {arm: ["a,b", 'a\b']}
      stages:
        made: {kind: make, label: "${arm}"}
      """#)
    #expect(plan.ids == [#"made[arm=a\,b]"#, #"made[arm=a\\b]"#])
  }

  @Test("a conflict between options is reported once, at the option, with its inputs known")
  func conflicts() {
    let declaration = StageDeclaration(
      kind: "join", version: 1, about: "", produces: "part", options: TestKinds.join.options
    ) { request in
      guard request.products == ["first": "part"], request.stage.options["size"] == .integer(2)
      else { return [] }
      return [OptionConflict("size", "2 is too much for a part", hint: "take 1")]
    }
    let found = problem(
      """
      sweep: {seed: [1, 2]}
      stages:
        made: {kind: make, depth: "${seed}"}
        joined: {kind: join, first: made, size: 2}
      """, [TestKinds.make, declaration])
    #expect(found == "test.yaml:5:43: error: 2 is too much for a part\n  hint: take 1")
  }

  @Test(
    "an edge must lead to a stage that fits",
    arguments: [
      ("first: mde", "first: there is no stage 'mde'\n  hint: did you mean 'made'?"),
      (
        "second: verdict",
        """
        second must be a stage that produces part; 'verdict' (compare) produces comparison
          hint: stages that do: made, joined
        """
      ),
    ])
  func wrongEdge(option: String, message: String) {
    let found = problem(
      """
      sweep: {arm: [a]}
      stages:
        made: {kind: make, label: "${arm}"}
        verdict: {kind: compare, over: arm, measure: made.loss}
        joined: {kind: join, \(option)}
      """)
    #expect(found.hasSuffix("error: \(message)"))
    #expect(found.hasPrefix("test.yaml:6:"))
  }
}
