import Options
import Pipeline
import Spec
import Testing

/// Writes a spec whose `tuned` varies over two arms and two seeds, with a stage that gathers it.
private func gathering(_ verdict: String, sweep: String = "") -> String {
  """
  sweep: {arm: [mpo, all], seed: [1, 2], layers: [6, 12]\(sweep)}
  stages:
    tuned: {kind: make, label: "${arm}", size: "${seed}"}
    deep: {kind: join, first: tuned, depth: "${layers}"}
    verdict: {kind: compare, \(verdict)}
    after: {kind: join, first: verdict}
  """
}

@Suite("gathering over an axis")
struct GatheringTests {
  @Test("a stage that gathers over all axes of its input is there once, and what reads it too")
  func everything() throws {
    let plan = try makePlan(gathering("over: arm, measure: tuned.loss, pair: seed"))
    let verdict = try plan.stage("verdict")
    #expect(
      verdict.inputIDs == [
        "tuned[arm=mpo,seed=1]", "tuned[arm=mpo,seed=2]", "tuned[arm=all,seed=1]",
        "tuned[arm=all,seed=2]",
      ])
    #expect(verdict.inputs.map(\.role) == Array(repeating: "measure", count: 4))
    #expect(
      verdict.inputs.map { $0.coordinates.map { "\($0.axis)=\($0.label)" } } == [
        ["arm=mpo", "seed=1"], ["arm=mpo", "seed=2"], ["arm=all", "seed=1"],
        ["arm=all", "seed=2"],
      ])
    #expect(
      verdict.options
        == .map([
          "over": .text("arm"), "measure": .text("loss"), "pair": .text("seed"),
        ]))
    #expect(try plan.stage("after").inputIDs == ["verdict"])
  }

  @Test("axes that are not gathered over remain, and each cell gathers its own")
  func remainingAxes() throws {
    let plan = try makePlan(gathering("over: arm, measure: deep.loss"))
    #expect(
      plan.stages.filter { $0.name == "verdict" }.map(\.id.description) == [
        "verdict[seed=1,layers=6]", "verdict[seed=1,layers=12]", "verdict[seed=2,layers=6]",
        "verdict[seed=2,layers=12]",
      ])
    let verdict = try plan.stage("verdict[seed=2,layers=6]")
    #expect(
      verdict.inputIDs == ["deep[arm=mpo,seed=2,layers=6]", "deep[arm=all,seed=2,layers=6]"])
    #expect(
      verdict.inputs.map(\.coordinates) == [
        [Coordinate(axis: "arm", label: "mpo")], [Coordinate(axis: "arm", label: "all")],
      ])
  }

  @Test("cells that are left out are not gathered")
  func except() throws {
    let spec = gathering(
      "over: arm, measure: tuned.loss, pair: seed", sweep: ", except: [{arm: all, seed: 2}]")
    #expect(
      try makePlan(spec).stage("verdict").inputIDs == [
        "tuned[arm=mpo,seed=1]", "tuned[arm=mpo,seed=2]", "tuned[arm=all,seed=1]",
      ])
  }

  @Test(
    "gathering that cannot be is refused where it is asked for",
    arguments: [
      (
        "over: layers, measure: tuned.loss",
        """
        test.yaml:6:34: error: over: nothing that 'verdict' reads depends on 'layers'
          hint: what it reads depends on arm, seed
        """
      ),
      (
        "over: amr, measure: tuned.loss",
        """
        test.yaml:6:34: error: over: 'amr' is not a sweep axis
          hint: did you mean 'arm'?
        """
      ),
      (
        "over: arm, measure: tuned.loss, label: '${arm}'",
        """
        test.yaml:6:3: error: the option 'label' of stage 'verdict' uses 'arm', over which the \
        stage gathers
          hint: a stage that compares the values of an axis cannot itself depend on it
        """
      ),
    ])
  func refused(verdict: String, message: String) {
    #expect(problem(gathering(verdict)) == message)
  }
}
