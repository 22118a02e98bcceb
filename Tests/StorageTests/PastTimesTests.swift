import Pipeline
import Spec
import Storage
import Testing

@Suite("how long stages took")
struct PastTimesTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  @Test("of those that an experiment's runs did from beginning to end, the latest first")
  func stages() throws {
    let store = try bench.open()
    let (text, tuned) = (StoreBench.stage("text"), StoreBench.stage("tuned", size: 2))
    for stage in [text, tuned] { try bench.save(stage, in: store) }
    try bench.run(text, tuned, in: store)
    try note(tuned, seconds: 4, of: "bench", attempts: 1, in: store)
    try note(tuned, seconds: 5, of: "bench", attempts: 2, in: store)
    try note(tuned, seconds: 6, of: "other", attempts: 1, in: store)
    try bench.noteRun([text], .cached, .done, in: store)
    let past = try bench.reading().pastStages(of: "bench")
    #expect(past.map(\.id.description) == ["tuned", "text", "tuned"])
    #expect(past.map(\.seconds) == [4, 1, 1] && past[0].kind == "make")
    #expect(past[0].options == #"{"size":2}"#)
  }

  private func note(
    _ stage: PlannedStage, seconds: Double, of experiment: String, attempts: Int,
    in store: ResultsStore
  ) throws {
    let plan = Plan(
      experiment: experiment, about: "", axes: [], cells: [[]], stages: [stage], tables: [])
    let run = try store.beginRun(plan, bench.request)
    for _ in 0..<attempts { try store.note([RunStageChange(stage.id, .running)], run: run) }
    let key = try StoreBench.key(stage).fingerprint
    try store.note(
      [RunStageChange(stage.id, .done, fingerprint: key, seconds: seconds)], run: run)
    try store.finishRun(run, .done)
  }

  @Test("by kind on average, over all experiments")
  func kinds() throws {
    let store = try bench.open()
    #expect(try store.meanSecondsByKind().isEmpty)
    for size in 1...2 { try bench.save(StoreBench.stage(size: size), in: store) }
    try bench.execute("UPDATE stage SET seconds = 4")
    #expect(try bench.open().meanSecondsByKind() == ["make": 4])
  }

  @Test("the work that a stage goes on from is that of its last attempt")
  func waiting() throws {
    let store = try bench.open()
    let key = try StoreBench.key(StoreBench.stage()).fingerprint
    #expect(try store.waitingWork(for: key) == nil)
    let first = try store.workFolder(for: key, attempt: "a")
    #expect(try store.waitingWork(for: key) == first)
    let second = try store.workFolder(for: key, attempt: "b")
    #expect(try bench.reading().waitingWork(for: key) == second)
    try store.discardWork(for: key)
    #expect(try store.waitingWork(for: key) == nil)
  }
}
