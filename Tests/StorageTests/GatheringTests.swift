import Options
import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import Testing

@Suite("gatherings in the database")
struct GatheringTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  private let arms = ["mpo", "all", "none"]

  /// Makes a stage that gathers one stage for each arm; `number` makes it one of several.
  private func user(_ number: Int) -> PlannedStage {
    let members = arms.map { arm in
      PlannedInput(
        role: "measure", stage: StageID("m[\(arm)]"),
        coordinates: [Coordinate(axis: "arm", label: arm)])
    }
    let group = InputGroup(role: "measure", members: members, isGathered: true, number: 1)
    return PlannedStage(
      id: StageID("user\(number)"), name: "user", cell: [], declaration: StoreBench.kind,
      options: .map(["size": .integer(number)]), groups: [group], location: "")
  }

  @Test("the members of a gathering are stored once, however many stages read it")
  func once() throws {
    let store = try bench.open()
    let measures = arms.enumerated().map { StoreBench.stage("m[\($1)]", size: 10 + $0) }
    let users = (1...4).map(user)
    let plan = Plan(
      experiment: "bench", about: "", axes: [], cells: [[]], stages: measures + users, tables: [])
    let run = try store.beginRun(plan, bench.request)
    let contents = try measures.enumerated().map { index, stage in
      let saved = try bench.save(stage, ["a": "text \(index)"], in: store)
      try store.note([RunStageChange(stage.id, .done, fingerprint: saved.fingerprint)], run: run)
      return saved.content
    }
    let digest = try #require(users[0].groups[0].content(contents))
    for user in users {
      let key = try StageKeying().key(of: user, contents: [digest])
      _ = try store.save(StageOutput(metrics: [Metric("n", 1)]), of: user, key: key)
    }
    let rows = try bench.lines("SELECT digest, coordinates, content FROM gathering")
    #expect(
      rows
        == zip(arms, contents).map { arm, content in
          #"\#(digest) {"arm":"\#(arm)"} \#(content)"#
        })
    #expect(
      try bench.lines("SELECT role, content FROM input")
        == Array(
          repeating: "measure \(digest)", count: 4))
    try store.finishRun(run, .done)
    unlink(bench.database)
    _ = try bench.open()
    #expect(try bench.lines("SELECT digest, coordinates, content FROM gathering") == rows)
  }
}
