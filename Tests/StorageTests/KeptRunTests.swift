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
    #expect(try cleaner.removeUnneeded(keepingRuns: 0).count == 2)
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
      let needs = try plan.survey(store, StageKeying(), PlanEdges(plan)).needs
      DispatchQueue.global().async(group: cleaning) {
        _ = try? cleaner.removeUnneeded(keepingRuns: 0)
      }
      usleep(50_000)
      return try store.beginRun(plan, bench.request, needs: needs)
    }
    cleaning.wait()
    #expect(try store.finished(key) != nil)
    #expect(try store.run(run)?.stages.map(\.status) == [.cached])
  }
}
