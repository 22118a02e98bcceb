import Options
import GRDB
import Pipeline
import Spec
import Storage
import Testing

@Suite("the history of runs")
struct HistoryTests {
  private let bench: StoreBench
  private let store: ResultsStore
  private let stage = StoreBench.stage()

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  @Test("runs of one experiment are listed without the others")
  func ofOneExperiment() throws {
    for name in ["one", "two", "one"] {
      try bench.noteRun(of: name, [stage], .cached, .done, in: store)
    }
    #expect(try store.runs(of: "one").map(\.id) == [3, 1])
    #expect(try store.runs().map(\.experiment) == ["one", "two", "one"])
    #expect(try store.lastRun(of: "two") == 2)
    #expect(try store.lastRun(of: "three") == nil && store.runs(of: "three").isEmpty)
    #expect(try store.run(4) == nil)
    #expect(try store.rows(ofLastRunOf: "three").isEmpty)
  }

  @Test("stages that still run when a run ends are interrupted; others stay as they were")
  func ending() throws {
    let stages = ["a", "b", "c"].map { StoreBench.stage($0) }
    let run = try store.beginRun(
      StoreBench.plan(stages[0], stages[1], stages[2]), bench.request)
    try store.note(
      [RunStageChange(stages[0].id, .done), RunStageChange(stages[1].id, .running)], run: run)
    try store.finishRun(run, .interrupted)
    let record = try #require(try store.run(run))
    #expect(record.stages.map(\.status) == [.done, .interrupted, .waiting])
    #expect(record.summary.stages == [.done: 1, .interrupted: 1, .waiting: 1])
    #expect(try store.runs().first == record.summary)
    #expect(record.stages.map { $0.finished != nil } == [true, true, false])
    #expect(record.summary.finished != nil)
  }

  @Test("each start counts as an attempt, and what a change leaves out stays")
  func attempts() throws {
    let run = try store.beginRun(StoreBench.plan(stage), bench.request)
    let key = try StoreBench.key(stage).fingerprint
    try store.note(
      [RunStageChange(stage.id, .running, fingerprint: key, log: "text.log")], run: run)
    try store.note([RunStageChange(stage.id, .running)], run: run)
    let running = try #require(try store.run(run)?.stages.first)
    #expect(running.attempts == 2 && running.status == .running)
    #expect(running.started == "2027-01-15T08:00:00Z" && running.finished == nil)
    let later = try bench.open(at: 90)
    try later.note([RunStageChange(stage.id, .failed, seconds: 90, message: "no")], run: run)
    let failed = try #require(try store.run(run)?.stages.first)
    #expect(failed.fingerprint == key && failed.log == "text.log" && failed.attempts == 2)
    #expect(failed.started == running.started && failed.finished == "2027-01-15T08:01:30Z")
    #expect(failed.seconds == 90 && failed.message == "no")
  }

  @Test("a run that has ended is left as it is by the next one")
  func ended() throws {
    let first = try bench.noteRun([stage], .done, .failed, in: store)
    let second = try store.beginRun(StoreBench.plan(stage), bench.request)
    let before = try #require(try store.run(first)?.summary)
    #expect(before.status == .failed && before.stages == [.done: 1])
    try store.finishRun(second, .done)
    #expect(try store.runs().map(\.status) == [.done, .failed])
  }

  @Test("who looks while a run goes on sees what it has noted")
  func looking() throws {
    let run = try store.beginRun(StoreBench.plan(stage), bench.request)
    #expect(try bench.reading().runs().map(\.status) == [.running])
    try store.note([RunStageChange(stage.id, .done)], run: run)
    #expect(try bench.reading().runs().map(\.stages) == [[.done: 1]])
    try store.finishRun(run, .done)
    #expect(try bench.reading().runs().map(\.status) == [.done])
  }

  @Test("an experiment is noted once, as it was last described")
  func about() throws {
    for (seconds, about) in [(0.0, "old words"), (60.0, "new words")] {
      let plan = Plan(
        experiment: "one", about: about, axes: [], cells: [[]], stages: [stage], tables: [])
      _ = try bench.open(at: seconds).beginRun(plan, bench.request)
    }
    let database = try DatabaseQueue(path: bench.database)
    let rows = try database.read { database in
      try Row.fetchAll(database, sql: "SELECT about, created FROM experiment")
    }
    #expect(rows.map { $0[0] as String } == ["new words"])
    #expect(rows.map { $0[1] as String } == ["2027-01-15T08:00:00Z"])
  }

  @Test("labels of any text come back in the order of the spec")
  func labels() throws {
    let cell = [
      Coordinate(axis: "z", label: "\"a\", \\ {b}"), Coordinate(axis: "ä.b", label: "1"),
      Coordinate(axis: "a", label: "\n"), Coordinate(axis: "b", label: ""),
    ]
    let odd = PlannedStage(
      id: StageID("odd"), name: "odd", cell: cell, declaration: StoreBench.kind,
      options: .map([:]), inputs: [], location: "")
    try bench.save(odd, metrics: [Metric("loss", 1)], in: store)
    let run = try bench.run(odd, in: store)
    #expect(try store.run(run)?.stages.map(\.cell) == [cell])
    #expect(try store.rows(ofRun: run).map(\.cell) == [cell])
  }

  @Test("stages that only one run has are listed, and equal ones are not")
  func onlyInOne() throws {
    let stages = ["a", "b", "c"].map { StoreBench.stage($0) }
    for stage in stages { try bench.save(stage, in: store) }
    let old = try bench.run(stages[0], stages[1], in: store)
    let new = try bench.run(stages[1], stages[2], in: store)
    let difference = try store.difference(from: old, to: new)
    #expect(difference.onlyInOld == [StageID("a")] && difference.onlyInNew == [StageID("c")])
    #expect(difference.stages.isEmpty)
  }

  @Test("metrics that only one run has are listed; two that are NaN are no difference")
  func metrics() throws {
    let (old, new) = (StoreBench.stage(size: 1), StoreBench.stage(size: 2))
    let curve = Metric("curve", 5, step: 1)
    try bench.save(
      old, metrics: [Metric("loss", .nan), Metric("gone", 1), Metric("same", 3)], in: store)
    try bench.save(
      new, metrics: [Metric("loss", .nan), Metric("came", 2), Metric("same", 3), curve],
      in: store)
    let runs = [try bench.run(old, in: store), try bench.run(new, in: store)]
    let metrics = try store.difference(from: runs[0], to: runs[1]).stages.first?.metrics
    #expect(metrics?.map(\.name) == ["came", "gone"])
    #expect(metrics?.map(\.old) == [nil, 1] && metrics?.map(\.new) == [2, nil])
  }

  @Test("final metrics are those of a run without its curves, in the same order")
  func finals() throws {
    let metrics = [
      Metric("loss", 2, step: 1), Metric("loss", .nan), Metric("a", 3), Metric("b", 4, step: 9),
    ]
    for name in ["a", "b"] {
      try bench.save(
        StoreBench.stage(name), metrics: metrics, timings: [Metric("seconds", 1)], in: store)
    }
    let run = try bench.run(StoreBench.stage("a"), StoreBench.stage("b"), in: store)
    let wanted = try store.rows(ofRun: run).filter { $0.step == nil }
    #expect(try store.finalRows(ofRun: run).map { "\($0)" } == wanted.map { "\($0)" })
    #expect(wanted.count == 4)
  }

  @Test("runs whose stages stand in another order differ by nothing")
  func otherOrder() throws {
    let stages = (1...4).map { StoreBench.stage("s\($0)", size: $0) }
    for stage in stages { try bench.save(stage, in: store) }
    let old = try bench.noteRun(stages, .done, .done, in: store)
    let new = try bench.noteRun(stages.reversed(), .cached, .done, in: store)
    let difference = try store.difference(from: old, to: new)
    #expect(difference.onlyInOld.isEmpty && difference.onlyInNew.isEmpty)
    #expect(difference.stages.isEmpty)
  }

  @Test("a stage that only one of two runs finished is listed, with its metrics")
  func status() throws {
    try bench.save(stage, metrics: [Metric("loss", 1)], in: store)
    let old = try bench.noteRun([stage], .done, .done, in: store)
    let new = try bench.noteRun([stage], .failed, .failed, in: store)
    let found = try #require(try store.difference(from: old, to: new).stages.first)
    #expect(found.status?.old == .done && found.status?.new == .failed)
    #expect(found.key.isEmpty && found.metrics.map(\.old) == [1])
  }

  @Test("what stages do is known of those that were finished once")
  func work() throws {
    let late = StoreBench.stage("late", size: 9)
    try bench.save(stage, in: store)
    let run = try bench.run(late, stage, in: store)
    let work = try store.work(ofRun: run)
    #expect(work.keys.sorted() == [1])
    #expect(work[1]?.kind == "make" && work[1]?.options == #"{"size":1}"#)
  }

  @Test("the log of a cached stage is that of the run that did it, where the folder is now")
  func log() throws {
    let key = try StoreBench.key(stage).fingerprint
    let first = try store.beginRun(StoreBench.plan(stage), bench.request)
    let file = try store.logFile(run: first, stage: stage.id)
    try store.note(
      [
        RunStageChange(stage.id, .running, fingerprint: key, log: "/moved/text.log"),
        RunStageChange(stage.id, .done),
      ], run: first)
    try store.finishRun(first, .done)
    let second = try bench.noteRun([stage], .cached, .done, in: store)
    let cached = try #require(try store.run(second)?.stages.first)
    let log = try #require(try store.log(of: cached, run: second))
    #expect(log.run == first && log.path == file)
    let late = StoreBench.stage("late", size: 5)
    let third = try bench.noteRun([late], .waiting, .interrupted, in: store)
    let waiting = try #require(try store.run(third)?.stages.first)
    #expect(try store.log(of: waiting, run: third) == nil)
  }
}
