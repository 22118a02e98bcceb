import FoundationEssentials
import Pipeline
import Spec
import Storage
import Testing

@Suite("verifying and freeing space")
struct CleaningTests {
  private let bench: StoreBench
  private let store: ResultsStore

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  @Test("what is stored is listed with its size")
  func list() throws {
    try bench.save(StoreBench.stage(), ["a": "alpha", "b": "be"], in: store)
    let stages = try store.cachedStages()
    #expect(stages.map(\.kind) == ["make"])
    #expect(stages.map(\.files) == [2] && stages.map(\.bytes) == [7])
  }

  @Test("a flipped byte of the right length is found and set aside; the stage is then due")
  func verify() throws {
    let path = try #require(try bench.save(in: store).files["a"])
    try bench.save(StoreBench.stage(size: 2), ["b": "beta"], in: store)
    #expect(try store.verify().isEmpty)
    try bench.overwrite(path, "alphb")
    let key = try StoreBench.key(StoreBench.stage()).fingerprint
    let looked = try bench.reading().verify()
    #expect(looked.map(\.damage) == [.altered] && looked.map(\.stages) == [[key]])
    #expect(bench.exists(path))
    #expect(try store.verify() == looked)
    #expect(!bench.exists(path))
    #expect(try store.finished(key) == nil)
  }

  @Test("cleaning keeps what the last runs need and removes the rest; metrics stay")
  func clean() throws {
    let (old, new) = (StoreBench.stage(size: 1), StoreBench.stage(size: 2))
    let oldPath = try #require(
      try bench.save(old, ["a": "alpha"], metrics: [Metric("loss", 2)], in: store).files["a"])
    let first = try bench.run(old, in: store)
    let newPath = try #require(try bench.save(new, ["a": "beta"], in: store).files["a"])
    try bench.run(new, in: store)
    #expect(try store.removable(keepingRuns: 2).isEmpty)
    let wanted = [Removable.Reason.unneeded]
    #expect(try store.removable(keepingRuns: 1).map(\.reason) == wanted)
    #expect(bench.exists(oldPath))
    let removed = try store.removeUnneeded(keepingRuns: 1)
    #expect(removed.map(\.path) == [oldPath] && removed.map(\.bytes) == [5])
    #expect(!bench.exists(oldPath) && bench.exists(newPath))
    #expect(try store.finished(StoreBench.key(old).fingerprint) == nil)
    #expect(try store.finished(StoreBench.key(new).fingerprint) != nil)
    #expect(try store.rows(ofRun: first).map(\.value) == [2])
    try bench.save(old, ["a": "alpha"], metrics: [Metric("loss", 2)], in: store)
    #expect(try store.finished(StoreBench.key(old).fingerprint) != nil)
  }

  @Test("a file that was renamed before its stage was noted does no harm and is removed")
  func orphan() throws {
    let path = try #require(try bench.save(in: store).files["a"])
    try bench.run(StoreBench.stage(), in: store)
    let orphan = "\(bench.results)/artifacts/ab/ab12"
    let parent = URL(filePath: orphan).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try Data("left".utf8).write(to: URL(filePath: orphan))
    #expect(try store.verify().isEmpty)
    let removed = try store.removeUnneeded(keepingRuns: 1)
    #expect(removed.map(\.path) == [orphan] && removed.map(\.reason) == [.unnamed])
    #expect(bench.exists(path) && !bench.exists(orphan))
  }

  @Test("work of the last run's unfinished stages is kept, other work is not")
  func work() throws {
    let stage = StoreBench.stage()
    let key = try StoreBench.key(stage).fingerprint
    let kept = try store.workFolder(for: key, attempt: "1")
    let other = try store.workFolder(for: Fingerprint(of: [1]), attempt: "1")
    let run = try store.beginRun(StoreBench.plan(stage), bench.request)
    try store.note([RunStageChange(stage.id, .running, fingerprint: key)], run: run)
    let removed = try store.removeUnneeded(keepingRuns: 1)
    #expect(removed.map { "\($0.path)/1" } == [other] && removed.map(\.reason) == [.abandoned])
    #expect(bench.exists(kept))
  }
}
