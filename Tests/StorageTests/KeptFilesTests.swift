import FoundationEssentials
import Pipeline
import Spec
import Storage
import Testing

@Suite("what cleaning keeps")
struct KeptFilesTests {
  private let bench: StoreBench
  private let store: ResultsStore

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  /// Stores a stage of one file and returns the file's path.
  private func keep(_ size: Int, _ text: String) throws -> String {
    let saved = try bench.save(StoreBench.stage(size: size), ["a": text], in: store)
    return try #require(saved.files["a"])
  }

  private func isFinished(_ size: Int) throws -> Bool {
    try store.finished(StoreBench.key(StoreBench.stage(size: size)).fingerprint) != nil
  }

  @Test("a file that a kept run shares with an old one stays, for both")
  func shared() throws {
    let (both, old) = (StoreBench.stage(size: 1), StoreBench.stage(size: 2))
    let path = try keep(1, "alpha")
    let saved = try bench.save(old, ["a": "alpha", "b": "only old"], in: store)
    let lone = try #require(saved.files["b"])
    try bench.run(old, in: store)
    try bench.run(both, in: store)
    let removed = try store.removeUnneeded(keepingRuns: 1)
    #expect(removed.map(\.path) == [lone])
    #expect(bench.exists(path))
    #expect(try isFinished(1) && !isFinished(2))
  }

  @Test("runs that failed or stopped after the last good one are kept with it")
  func afterTheLastGoodOne() throws {
    let paths = try [1, 2, 3, 4].map { try keep($0, "text \($0)") }
    let stages = [1, 2, 3, 4].map { StoreBench.stage(size: $0) }
    try bench.noteRun([stages[0]], .done, .done, in: store)
    try bench.noteRun([stages[1]], .done, .done, in: store)
    try bench.noteRun([stages[2]], .done, .failed, in: store)
    try bench.noteRun([stages[3]], .cached, .interrupted, in: store)
    #expect(try store.removable(keepingRuns: 2).isEmpty)
    #expect(try store.removable(keepingRuns: 1).map(\.path) == [paths[0]])
  }

  @Test("each experiment keeps runs of its own")
  func experiments() throws {
    let paths = [try keep(1, "alpha"), try keep(2, "beta"), try keep(3, "gamma")]
    try bench.noteRun(of: "one", [StoreBench.stage(size: 1)], .done, .done, in: store)
    try bench.noteRun(of: "two", [StoreBench.stage(size: 2)], .done, .done, in: store)
    try bench.noteRun(of: "two", [StoreBench.stage(size: 3)], .done, .done, in: store)
    #expect(try store.removable(keepingRuns: 1).map(\.path) == [paths[1]])
  }

  @Test("keeping no run removes every file and no metric, and there is nothing left to do")
  func none() throws {
    let stage = StoreBench.stage()
    try bench.save(stage, ["a": "alpha", "b": "be"], metrics: [Metric("loss", 2)], in: store)
    let run = try bench.run(stage, in: store)
    let removed = try store.removeUnneeded(keepingRuns: 0)
    #expect(removed.map(\.bytes).sorted() == [2, 5])
    #expect(store.sizes().artifacts == 0)
    #expect(try store.cachedStages().map(\.files) == [0])
    #expect(try store.rows(ofRun: run).map(\.value) == [2])
    #expect(try store.verify().isEmpty)
    #expect(try store.removeUnneeded(keepingRuns: 0).isEmpty)
  }

  @Test("a removed stage is due, and its plan says that the files are gone")
  func due() throws {
    let stage = StoreBench.stage()
    try bench.save(stage, in: store)
    try bench.run(stage, in: store)
    _ = try store.removeUnneeded(keepingRuns: 0)
    let plan = StoreBench.plan(stage)
    let status = try plan.survey(store, StageKeying(), PlanEdges(plan)).statuses[0]
    guard case .due(_, let reasons) = status else {
      Issue.record("the stage is not due")
      return
    }
    #expect(reasons == ["its files are gone from the store"])
  }

  @Test("bytes that are made again are back for every stage that had them")
  func back() throws {
    _ = [try keep(1, "alpha"), try keep(2, "alpha")]
    _ = try store.removeUnneeded(keepingRuns: 0, evenUnused: true)
    #expect(try !isFinished(1) && !isFinished(2))
    _ = try keep(2, "alpha")
    #expect(try isFinished(1) && isFinished(2))
  }

  @Test("a look lists the same, removes nothing, and may not remove")
  func dryRun() throws {
    let path = try keep(1, "alpha")
    _ = try store.workFolder(for: Fingerprint(of: [1]), attempt: "1")
    let reading = try bench.reading()
    let looked = try reading.removable(keepingRuns: 0, evenUnused: true)
    #expect(looked.map(\.reason) == [.unneeded, .abandoned])
    #expect(try store.removable(keepingRuns: 0, evenUnused: true) == looked)
    #expect(throws: StoreError.self) { _ = try reading.removeUnneeded(keepingRuns: 0) }
    #expect(bench.exists(path) && looked.allSatisfy { bench.exists($0.path) })
    #expect(try isFinished(1))
  }

  @Test("unfinished copies and what was set aside go")
  func remains() throws {
    let path = try keep(1, "alpha")
    try bench.run(StoreBench.stage(), in: store)
    let partial = "\(path).partial"
    try Data("al".utf8).write(to: URL(filePath: partial))
    try bench.overwrite(path, "alp")
    #expect(try !isFinished(1))
    let removed = try store.removeUnneeded(keepingRuns: 1)
    #expect(removed.map(\.reason) == [.unnamed, .damaged])
    #expect(removed.map(\.bytes) == [2, 3])
    #expect(removed.first?.path == partial)
    #expect(removed.allSatisfy { !bench.exists($0.path) })
  }
}
