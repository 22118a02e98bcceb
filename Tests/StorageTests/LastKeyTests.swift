import Options
import GRDB
import Pipeline
import Spec
import Storage
import Testing

@Suite("keys as they are kept")
struct LastKeyTests {
  private let bench: StoreBench
  private let store: ResultsStore

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  private func lastKey(
    _ id: String = "text", of experiment: String = "bench"
  ) throws -> [KeyComponent]? {
    try store.lastKey(experiment: experiment, stage: StageID(id))
  }

  /// Describes the cache status of each stage of a plan.
  private func words(_ plan: Plan) throws -> [String] {
    try plan.survey(store, StageKeying(), PlanEdges(plan)).statuses.map { status in
      switch status {
      case .cached: "cached"
      case .due(_, let reasons): reasons.joined(separator: "; ")
      case .follows(let stage, _): "follows \(stage)"
      case .dueAfter(let stage, let unlessSame):
        "runs after \(stage)" + (unlessSame ? " unless the same" : "")
      case .waits(let stage): "waits for \(stage)"
      case .undecided: "undecided"
      case .pruned: "pruned"
      }
    }
  }

  @Test("the last key is of the last run in which the stage was done or cached")
  func lastRun() throws {
    let stages = [1, 2, 3].map { StoreBench.stage(size: $0) }
    let keys = try stages.map { try StoreBench.key($0).components }
    for stage in stages { try bench.save(stage, in: store) }
    #expect(try lastKey() == nil)
    try bench.noteRun([stages[0]], .done, .done, in: store)
    #expect(try lastKey() == keys[0])
    for status in [RunStageStatus.failed, .running, .skipped, .waiting] {
      try bench.noteRun([stages[1]], status, .failed, in: store)
      #expect(try lastKey() == keys[0], "\(status)")
    }
    try bench.noteRun([stages[2]], .cached, .done, in: store)
    #expect(try lastKey() == keys[2])
    #expect(try bench.reading().lastKey(experiment: "bench", stage: stages[0].id) == keys[2])
  }

  @Test("another experiment and another stage have keys of their own")
  func others() throws {
    let stages = [1, 2].map { StoreBench.stage(size: $0) }
    for stage in stages { try bench.save(stage, in: store) }
    try bench.noteRun(of: "one", [stages[0]], .done, .done, in: store)
    try bench.noteRun(of: "two", [stages[1]], .done, .done, in: store)
    #expect(try lastKey(of: "one") == StoreBench.key(stages[0]).components)
    #expect(try lastKey(of: "two") == StoreBench.key(stages[1]).components)
    #expect(try lastKey(of: "three") == nil)
    #expect(try lastKey("texts", of: "one") == nil)
  }

  @Test("any text of an option comes back as it was")
  func texts() throws {
    let texts = ["", "ä \"q\" / \\ \n\t\u{1}", "[\"kind\",\"x\"]", "🙂 e\u{301}", "\u{2028}'%_"]
    for text in texts {
      let stage = PlannedStage(
        id: StageID(text), name: "text", cell: [], declaration: StoreBench.kind,
        options: .map(["label": .text(text)]), inputs: [], location: "")
      let key = try StoreBench.key(stage)
      try bench.save(stage, [:], in: store)
      try bench.noteRun([stage], .done, .done, in: store)
      let found = try #require(try lastKey(text))
      #expect(found.map { Array($0.value.utf8) } == key.components.map { Array($0.value.utf8) })
      #expect(found.map(\.name) == key.components.map(\.name))
    }
  }

  @Test("each input is noted with its content, a gathering as one")
  func inputs() throws {
    func input(_ role: String, _ arm: String?) -> PlannedInput {
      PlannedInput(
        role: role, stage: StageID("text"),
        coordinates: arm.map { [Coordinate(axis: "arm", label: $0)] } ?? [])
    }
    let stage = PlannedStage(
      id: StageID("user"), name: "user", cell: [], declaration: StoreBench.kind,
      options: .map([:]),
      inputs: [
        input("measure", "mpo"), input("measure", "all"), input("more", nil), input("more", nil),
        input("data", nil),
      ], location: "")
    let contents = (0..<4).map { Fingerprint(of: [UInt8($0)]) }
    let key = try StageKeying().key(of: stage, contents: contents)
    _ = try store.save(StageOutput(), of: stage, key: key)
    let database = try DatabaseQueue(path: bench.database)
    let rows = try database.read { database in
      try Row.fetchAll(
        database, sql: "SELECT role, coordinates, content FROM input ORDER BY position")
    }
    #expect(rows.map { $0[0] as String } == ["measure", "more", "more", "data"])
    #expect(rows.map { $0[1] as String } == ["{}", "{}", "{}", "{}"])
    #expect(rows.map { $0[2] as String? ?? "" } == contents.map(\.description))
  }

  @Test("a stage is cached where its input came to the same bytes, and due where it didn't")
  func sameInput() throws {
    let user = PlannedStage(
      id: StageID("user"), name: "user", cell: [], declaration: StoreBench.kind,
      options: .map([:]),
      inputs: [PlannedInput(role: "first", stage: StageID("text"), coordinates: [])], location: "")
    func plan(_ size: Int) -> Plan { StoreBench.plan(StoreBench.stage(size: size), user) }
    let input = try bench.save(StoreBench.stage(size: 1), ["a": "alpha"], in: store)
    let key = try StageKeying().key(of: user, contents: [input.content])
    _ = try store.save(bench.output(["b": "beta"]), of: user, key: key)
    let run = try store.beginRun(plan(1), bench.request)
    try store.note(
      [
        RunStageChange(StageID("text"), .done, fingerprint: input.fingerprint),
        RunStageChange(StageID("user"), .done, fingerprint: key.fingerprint),
      ], run: run)
    #expect(try words(plan(1)) == ["cached", "cached"])
    #expect(try words(plan(2)) == ["option.size changed from 1 to 2", "waits for text"])
    try bench.save(StoreBench.stage(size: 2), ["a": "alpha"], in: store)
    #expect(try words(plan(2)) == ["cached", "cached"])
    try bench.save(StoreBench.stage(size: 3), ["a": "gamma"], in: store)
    let last = try words(plan(3))
    #expect(last[0] == "cached" && last[1].hasPrefix("input.first changed from "))
  }
}
