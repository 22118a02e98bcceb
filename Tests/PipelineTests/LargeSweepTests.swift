import Pipeline
import Spec
import Testing

@Suite("large and growing sweeps")
struct LargeSweepTests {
  private let dense = """
    sweep: {a: {range: [1, 3000, 1]}, b: {range: [1, 3000, 1]}}
    stages:
      first: {kind: make, label: "n${a}"}
      second: {kind: compare, over: a, measure: first.loss, label: "n${b}"}
    """

  @Test("nine million cells that no stage needs one by one are planned as two axes")
  func dense9Million() throws {
    let plan = try makePlan(dense)
    #expect(plan.cells.count == 9_000_000 && plan.stages.count == 6_000)
    #expect(plan.cells[8_999_999].map(\.label) == ["3000", "3000"])
    #expect(plan.cells[3_000].map(\.label) == ["2", "1"])
    let last = try #require(plan.stages.last)
    #expect(last.cell == [Coordinate(axis: "b", label: "3000")])
    #expect(last.groups.count == 1 && last.groups[0].members.count == 3_000)
    #expect(PlanEdges(plan).members.count == 1)
  }

  @Test("coordinates on some axes are found without going through the cells")
  func coordinates() throws {
    let cells = try makePlan(dense).cells
    #expect(cells.projected(onto: ["b"]).count == 3_000)
    #expect(cells.projected(onto: ["b", "a"])[3_000].map(\.label) == ["1", "2"])
    #expect(cells.projected(onto: []).map(\.count) == [0])
    var lookup = CellLookup(cells)
    func at(_ axis: String, _ label: String) -> Coordinate { .init(axis: axis, label: label) }
    let there = [[at("a", "7"), at("b", "3000")], [at("b", "1")], []]
    #expect(there.map { lookup.contains($0) } == [true, true, true])
    let absent = [[at("a", "3001")], [at("c", "1")], [at("a", "1"), at("b", "0")]]
    #expect(absent.map { lookup.contains($0) } == [false, false, false])
  }

  @Test("listed cells and those of a sweep have the same coordinates")
  func listedCells() throws {
    let plan = try makePlan(
      """
      sweep:
        rank: {values: [8, 16], when: {arm: mpo}, otherwise: 0}
        arm: [all, mpo]
        seed: [1, 2]
        except: [{arm: mpo, rank: 16, seed: 2}]
      stages: {made: {kind: make}}
      """)
    let listed = PlanCells(Array(plan.cells))
    var (swept, known) = (CellLookup(plan.cells), CellLookup(listed))
    for axes in [
      [], ["rank"], ["arm"], ["seed", "arm"], ["rank", "seed"], ["rank", "arm", "seed"],
    ] {
      let cells = plan.cells.projected(onto: axes)
      #expect(Set(cells) == Set(listed.projected(onto: axes)) && cells.count == Set(cells).count)
      for cell in PlanCells(all(of: plan)).projected(onto: axes) {
        let found = (swept.contains(cell), known.contains(cell))
        #expect(found == (cells.contains(cell), cells.contains(cell)))
      }
    }
  }

  /// Returns the cross product of all labels, whether or not the plan has the cell.
  private func all(of plan: Plan) -> [[Coordinate]] {
    plan.axes.reduce([[]]) { cells, axis in
      cells.flatMap { cell in
        axis.labels.map { cell + [Coordinate(axis: axis.name, label: $0)] }
      }
    }
  }

  @Test("a stage has no cells of a conditional axis where the condition does not hold")
  func conditional() throws {
    let plan = try makePlan(
      """
      sweep:
        arm: [all, mpo]
        rank: {values: [8, 16], when: {arm: mpo}, otherwise: 0}
        seed: [1, 2]
      stages:
        start: {kind: make, label: "${arm}"}
        tuned: {kind: join, first: start, size: "${rank}"}
        means: {kind: compare, over: rank, measure: tuned.loss}
      """)
    #expect(
      plan.ids == [
        "start[arm=all]", "start[arm=mpo]", "tuned[arm=all,rank=0]", "tuned[arm=mpo,rank=8]",
        "tuned[arm=mpo,rank=16]", "means[arm=all]", "means[arm=mpo]",
      ])
    #expect(try plan.stage("means[arm=all]").inputIDs == ["tuned[arm=all,rank=0]"])
    #expect(
      try plan.stage("means[arm=mpo]").inputIDs
        == ["tuned[arm=mpo,rank=8]", "tuned[arm=mpo,rank=16]"])
  }

  /// Makes the keys of all stages, by id.
  private func keys(_ sweep: String) throws -> [StageID: Fingerprint] {
    let plan = try makePlan(
      """
      sweep: {\(sweep)}
      stages:
        data: {kind: make}
        start: {kind: make, label: "${arm}"}
        tuned: {kind: join, first: start, second: data, size: "${rank}", depth: "${seed}"}
        score: {kind: join, first: tuned}
      """)
    let keying = StageKeying()
    var contents: [StageID: Fingerprint] = [:]
    for stage in plan.stages {
      let inputs = stage.inputs.compactMap { contents[$0.stage] }
      #expect(inputs.count == stage.inputs.count)
      contents[stage.id] = try keying.key(of: stage, contents: inputs).fingerprint
    }
    return contents
  }

  @Test(
    "a further value leaves the keys of all old cells as they were",
    arguments: [
      "arm: [all, mpo, none], rank: {range: [2, 8, 2]}, seed: [1, 2]",
      "arm: [none, all, mpo], rank: {range: [2, 8, 2]}, seed: [1, 2]",
      "arm: [all, mpo], rank: {range: [2, 16, 2]}, seed: [1, 2]",
      "arm: [all, mpo], rank: [1, 2, 4, 6, 8], seed: [1, 2]",
      "arm: [all, mpo], rank: {range: [1, 8, 1]}, seed: {random: {from: 1, to: 2, count: 2, "
        + "whole: true}}",
      "seed: [3, 1, 2], arm: [all, mpo], rank: {range: [2, 8, 2]}",
      "arm: [all, mpo], rank: {range: [2, 8, 2]}, seed: [1, 2], include: [{seed: 9, rank: 100}]",
    ])
  func growth(sweep: String) throws {
    let before = try keys("arm: [all, mpo], rank: {range: [2, 8, 2]}, seed: [1, 2]")
    let after = try keys(sweep)
    // Ids name axes in the order of the sweep, keys don't know them.
    #expect(Set(before.values).isSubset(of: Set(after.values)))
    if sweep.hasPrefix("arm") { #expect(before.allSatisfy { after[$0.key] == $0.value }) }
  }

  @Test("more draws of a seed leave the earlier cells as they were")
  func moreDraws() throws {
    func drawn(_ count: Int) throws -> [StageID: Fingerprint] {
      try keys(
        "arm: [all], rank: {random: {from: 1, to: 999, count: \(count), whole: true}}, seed: [1]")
    }
    let (few, many) = (try drawn(5), try drawn(9))
    #expect(few.allSatisfy { many[$0.key] == $0.value } && many.count == few.count + 8)
  }
}
