import FoundationEssentials
import Pipeline
import Spec
import Storage
import Testing

@Suite("noting runs")
struct RunTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  @Test("runs are listed latest first, with their times and counts")
  func list() throws {
    try bench.run(StoreBench.stage(), in: bench.open())
    let store = try bench.open(at: 60)
    let plan = StoreBench.plan(StoreBench.stage("a"), StoreBench.stage("b", size: 2))
    let run = try store.beginRun(plan, bench.request)
    try store.note(
      [
        RunStageChange(StageID("a"), .failed, message: "no luck"),
        RunStageChange(StageID("b"), .skipped),
      ], run: run)
    try store.finishRun(run, .failed)
    let runs = try store.runs()
    #expect(runs.map(\.id) == [2, 1] && runs.map(\.status) == [.failed, .done])
    #expect(runs.map(\.started) == ["2027-01-15T08:01:00Z", "2027-01-15T08:00:00Z"])
    #expect(runs[0].stages == [.failed: 1, .skipped: 1] && runs[1].stages == [.done: 1])
    let record = try #require(try store.run(run))
    #expect(record.stages.map(\.message) == ["no luck", nil])
    #expect(record.request.command == "bondlab run spec.yaml" && record.host == "here")
    #expect(record.environment == #"{"OPENBLAS_CORETYPE":"Haswell"}"#)
  }

  @Test("a run that a killed process left is marked interrupted by the next")
  func leftover() throws {
    let store = try bench.open()
    let stage = StoreBench.stage()
    let killed = try store.beginRun(StoreBench.plan(stage), bench.request)
    try store.note([RunStageChange(stage.id, .running)], run: killed)
    try bench.run(stage, in: bench.open(at: 60))
    let record = try #require(try store.run(killed))
    #expect(record.summary.status == .interrupted && record.summary.finished == nil)
    #expect(record.stages.map(\.status) == [.interrupted])
    #expect(record.stages.map(\.attempts) == [1])
  }

  @Test("a change to a stage that the run doesn't have is refused, and nothing of it noted")
  func unknownStage() throws {
    let store = try bench.open()
    let run = try store.beginRun(StoreBench.plan(StoreBench.stage()), bench.request)
    #expect(throws: StoreError.self) {
      try store.note(
        [RunStageChange(StageID("text"), .done), RunStageChange(StageID("txt"), .done)], run: run)
    }
    #expect(try store.run(run)?.stages.map(\.status) == [.waiting])
  }

  @Test("figures come in the order of the plan, with the cells in the order of the spec")
  func rows() throws {
    let store = try bench.open()
    func stage(_ seed: Int) -> PlannedStage {
      let cell = [
        Coordinate(axis: "seed", label: "\(seed)"), Coordinate(axis: "arm", label: "a,b"),
      ]
      return PlannedStage(
        id: StageID("score[\(seed)]"), name: "score", cell: cell, declaration: StoreBench.kind,
        options: .map(["size": .integer(seed)]), inputs: [], place: "")
    }
    for seed in [2, 1] {
      let metrics = [Metric("loss", Double(seed), step: 5), Metric("loss", Double(seed) / 2)]
      try bench.save(
        stage(seed), [:], metrics: metrics, timings: [Metric("seconds", 3)], in: store)
    }
    try bench.run(stage(2), stage(1), in: store)
    let rows = try store.rows(ofLastRunOf: "bench")
    #expect(rows.map(\.value) == [2, 1, 1, 0.5])
    #expect(rows.map(\.step) == [5, nil, 5, nil])
    #expect(rows[0].cell == stage(2).cell)
  }

  @Test("what differs between two runs: stages, parts of keys, figures")
  func difference() throws {
    let store = try bench.open()
    let (old, new) = (StoreBench.stage(size: 1), StoreBench.stage(size: 2))
    try bench.save(old, ["a": "x"], metrics: [Metric("loss", 3), Metric("n", 1)], in: store)
    try bench.save(new, ["a": "x"], metrics: [Metric("loss", 4), Metric("n", 1)], in: store)
    let first = try bench.run(old, in: store)
    let second = try bench.run(new, in: store)
    let difference = try store.difference(from: first, to: second)
    #expect(difference.onlyInOld.isEmpty && difference.onlyInNew.isEmpty)
    let stage = try #require(difference.stages.first)
    #expect(stage.key.map(\.name) == ["option.size"])
    #expect(stage.key.map(\.old) == ["1"] && stage.key.map(\.new) == ["2"])
    #expect(stage.metrics.map(\.name) == ["loss"] && stage.metrics.map(\.new) == [4])
    #expect(throws: StoreError.self) { try store.difference(from: first, to: 9) }
  }
}
