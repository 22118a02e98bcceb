import Options
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

  @Test("the files that a spec includes are kept in their order, whatever they are called")
  func included() throws {
    let store = try bench.open()
    let files = ["b.yaml", "a, \"b\"\n.yaml", "é/漢.yaml"].map {
      IncludedFile(path: $0, text: "vars: {a: '\($0)'}\n")
    }
    for files in [files, []] {
      let request = RunRequest(
        specFile: "spec.yaml", specText: "x", included: files, command: "bondlab run spec.yaml")
      let run = try store.beginRun(StoreBench.plan(StoreBench.stage()), request)
      #expect(try store.run(run)?.request.included == files)
      try store.finishRun(run, .done)
    }
    #expect(try bench.lines("SELECT COUNT(*) FROM included_file WHERE run = 1") == ["3"])
    try bench.execute("PRAGMA foreign_keys = ON; DELETE FROM run WHERE id = 1")
    #expect(try bench.lines("SELECT COUNT(*) FROM included_file") == ["0"])
  }

  @Test("a run that a killed process left is marked interrupted by the next")
  func leftover() throws {
    let stage = StoreBench.stage()
    let killed = try leaveRunning(stage)
    try bench.execute("UPDATE run SET process_start = 1")
    let store = try bench.open(at: 60)
    try bench.run(stage, in: store)
    let record = try #require(try store.run(killed))
    #expect(record.summary.status == .interrupted && record.summary.finished == nil)
    #expect(record.stages.map(\.status) == [.interrupted])
    #expect(record.stages.map(\.attempts) == [1])
  }

  @Test("a run whose process is gone counts as interrupted at once, before any other begins")
  func killed() throws {
    let stage = StoreBench.stage()
    let run = try leaveRunning(stage)
    #expect(try bench.open().runs().map(\.status) == [.running])
    try bench.execute("UPDATE run SET process_start = 1")
    for store in [try bench.open(), try ResultsStore(reading: bench.results)] {
      let summary = try #require(try store.runs().first)
      #expect(summary.status == .interrupted && summary.stages == [.interrupted: 1])
      let record = try #require(try store.run(run))
      #expect(record.summary == summary && record.stages.map(\.status) == [.interrupted])
    }
    #expect(try bench.open().runs().map(\.finished) == [nil])
  }

  /// Begins a run and doesn't end it; its process is alive.
  private func leaveRunning(_ stage: PlannedStage) throws -> Int {
    let store = try bench.open()
    let run = try store.beginRun(StoreBench.plan(stage), bench.request)
    try store.note([RunStageChange(stage.id, .running)], run: run)
    return run
  }

  @Test("a run whose lock nobody holds is marked interrupted, whatever process is there")
  func lockOfTheDead() throws {
    let killed = try leaveRunning(StoreBench.stage())
    try Data().write(to: URL(filePath: "\(bench.results)/claims/run-\(killed)"))
    let store = try bench.open()
    try bench.run(StoreBench.stage(), in: store)
    #expect(try store.run(killed)?.summary.status == .interrupted)
    #expect(!bench.exists("\(bench.results)/claims/run-\(killed)"))
  }

  @Test("a run that goes on is left alone by another that begins, however the clock stands")
  func beside() throws {
    let (first, second) = (try bench.open(at: 60), try bench.open(at: -60))
    let stage = StoreBench.stage()
    let run = try first.beginRun(StoreBench.plan(stage), bench.request)
    try first.note([RunStageChange(stage.id, .running)], run: run)
    let later = try bench.run(stage, in: second)
    #expect(try second.run(run)?.stages.map(\.status) == [.running])
    #expect(try later > run && second.lastRun(of: "bench") == later)
    try first.finishRun(run, .done)
    #expect(try second.runs().map(\.status) == [.done, .done])
  }

  @Test("stages that a survey found are noted as cached at once, and not again")
  func surveyed() throws {
    let store = try bench.open()
    let stages = [StoreBench.stage("a"), StoreBench.stage("b", size: 2)]
    let plan = StoreBench.plan(stages[0], stages[1])
    let saved = try bench.save(stages[0], in: store)
    let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
    let run = try store.beginRun(plan, bench.request, statuses: survey.statuses)
    let begun = try #require(try store.run(run)?.stages)
    #expect(begun.map(\.status) == [.cached, .waiting])
    #expect(begun.map(\.fingerprint) == [saved.fingerprint, nil])
    try store.note(
      [RunStageChange(stages[0].id, .cached, fingerprint: saved.fingerprint)], run: run)
    #expect(try store.run(run)?.stages == begun)
    try store.note([RunStageChange(stages[0].id, .running)], run: run)
    #expect(try store.run(run)?.stages.map(\.status) == [.running, .waiting])
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

  @Test("metrics come in the order of the plan, with the cells in the order of the spec")
  func rows() throws {
    let store = try bench.open()
    func stage(_ seed: Int) -> PlannedStage {
      let cell = [
        Coordinate(axis: "seed", label: "\(seed)"), Coordinate(axis: "arm", label: "a,b"),
      ]
      return PlannedStage(
        id: StageID("score[\(seed)]"), name: "score", cell: cell, declaration: StoreBench.kind,
        options: .map(["size": .integer(seed)]), inputs: [], location: "")
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

  @Test("what differs between two runs: stages, components of keys, metrics")
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
