import Dispatch
import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import Testing

@Suite("runs that cleaning keeps")
struct KeptRunTests {
  private let bench: StoreBench
  private let store: ResultsStore
  private let stage = StoreBench.stage()

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  private var key: Fingerprint { get throws { try StoreBench.key(stage).fingerprint } }

  @Test("a pinned run keeps its files until it is unpinned")
  func pinned() throws {
    try bench.save(in: store)
    let run = try bench.run(stage, in: store)
    try store.pin(run: run, true)
    #expect(try store.removable(keepingRuns: 0).isEmpty && store.pinnedRuns() == [run])
    try store.pin(run: run, false)
    #expect(try store.removable(keepingRuns: 0).count == 1 && store.pinnedRuns() == [])
    let error = #expect(throws: StoreError.self) { try store.pin(run: 9, true) }
    #expect(error?.problem == "has no run 9")
  }

  @Test("pins outlive the database, with what their runs did; unpinned runs don't")
  func rememberedPins() throws {
    let other = StoreBench.stage("other", size: 2)
    try bench.save(stage, metrics: [Metric("loss", 2)], in: store)
    try bench.save(other, ["b": "beta"], in: store)
    let runs = [try bench.run(stage, in: store), try bench.run(other, in: store)]
    for run in runs { try store.pin(run: run, true) }
    try store.pin(run: runs[1], false)
    let before = try store.run(runs[0])
    for ending in ["", "-wal", "-shm"] { unlink(bench.database + ending) }
    for anew in [try bench.reading(), try bench.open()] {
      #expect(try anew.pinnedRuns() == [runs[0]])
      #expect(try anew.run(runs[0])?.stages == before?.stages)
      #expect(try anew.rows(ofRun: runs[0]).map(\.value) == [2])
      let removable = try anew.removable(keepingRuns: 0, evenUnused: true)
      #expect(removable.map(\.bytes) == [4])
    }
  }

  @Test("a run that is pinned while it is in progress is remembered as it ended")
  func pinnedInProgress() throws {
    let run = try store.beginRun(StoreBench.plan(stage), bench.request)
    try store.pin(run: run, true)
    try bench.save(in: store)
    try store.note([RunStageChange(stage.id, .done, fingerprint: key)], run: run)
    try store.finishRun(run, .done)
    for ending in ["", "-wal", "-shm"] { unlink(bench.database + ending) }
    let anew = try bench.open()
    #expect(try anew.run(run)?.summary.status == .done)
    #expect(try anew.removable(keepingRuns: 0, evenUnused: true).isEmpty)
  }

  @Test("what no known run used stays, as after the database was lost, until that is said to go")
  func unused() throws {
    try bench.save(in: store)
    try bench.run(stage, in: store)
    #expect(try store.removable(keepingRuns: 0).count == 1)
    for ending in ["", "-wal", "-shm"] { unlink(bench.database + ending) }
    let anew = try bench.open()
    #expect(try anew.removeUnneeded(keepingRuns: 0).isEmpty)
    // Runs of other things make no difference.
    try bench.save(StoreBench.stage(size: 2), ["b": "beta"], in: anew)
    try bench.run(StoreBench.stage(size: 2), in: anew)
    #expect(try anew.removeUnneeded(keepingRuns: 1).isEmpty)
    #expect(try anew.removeUnneeded(keepingRuns: 1, evenUnused: true).map(\.bytes) == [5])
  }

  @Test("a run keeps its files while a table of it lies as it was written")
  func published() throws {
    try bench.save(in: store)
    let run = try bench.run(stage, in: store)
    let table = "\(bench.results)/bench/main.csv"
    try FileManager.default.createDirectory(
      atPath: "\(bench.results)/bench", withIntermediateDirectories: true)
    try Data("a,b\n".utf8).write(to: URL(filePath: table))
    try store.notePublication(run: run, files: [table])
    #expect(try bench.lines("SELECT path FROM publication") == ["bench/main.csv"])
    #expect(try store.removable(keepingRuns: 0).isEmpty)
    try Data("a,c\n".utf8).write(to: URL(filePath: table))
    #expect(try store.removable(keepingRuns: 0).count == 1)
    try Data("a,b\n".utf8).write(to: URL(filePath: table))
    #expect(try store.removable(keepingRuns: 0).isEmpty)
    unlink(table)
    #expect(try store.removable(keepingRuns: 0).count == 1)
  }

  @Test("a run in progress keeps what it has stored, and what it found before it noted that")
  func inProgress() throws {
    let other = StoreBench.stage("other", size: 2)
    try bench.save(stage, in: bench.open())
    let plan = StoreBench.plan(stage, other)
    let run = try store.beginRun(plan, bench.request)
    let found = try #require(try store.finished(key))
    let made = try bench.save(other, ["b": "beta"], in: store)
    let cleaner = try bench.open()
    #expect(try cleaner.removeUnneeded(keepingRuns: 0).isEmpty)
    #expect([found.files["a"], made.files["b"]].map { bench.text($0) } == ["alpha", "beta"])
    try store.finishRun(run, .failed)
    #expect(try cleaner.removeUnneeded(keepingRuns: 0, evenUnused: true).count == 2)
    #expect(try bench.lines("SELECT COUNT(*) FROM reliance") == ["0"])
  }

  @Test("work whose claim is held is kept, though no run names it")
  func claimedWork() throws {
    let folder = try store.workFolder(for: key, attempt: "1.1")
    let claim = try #require(try store.claim(key))
    #expect(try bench.open().removeUnneeded(keepingRuns: 0).isEmpty)
    claim.release()
    #expect(try bench.open().removeUnneeded(keepingRuns: 0).map(\.reason) == [.abandoned])
    #expect(!bench.exists(folder))
  }

  @Test("what is removed beside a survey and the beginning of its run waits for both")
  func besideSurvey() throws {
    try bench.save(in: store)
    let cleaner = try bench.open()
    let plan = StoreBench.plan(stage)
    let cleaning = DispatchGroup()
    let run = try store.sharing {
      let statuses = try plan.survey(store, StageKeying(), PlanEdges(plan)).statuses
      DispatchQueue.global().async(group: cleaning) {
        _ = try? cleaner.removeUnneeded(keepingRuns: 0)
      }
      usleep(50_000)
      return try store.beginRun(plan, bench.request, statuses: statuses)
    }
    cleaning.wait()
    #expect(try store.finished(key) != nil)
    #expect(try store.run(run)?.stages.map(\.status) == [.cached])
  }
}
