import FoundationEssentials
import GRDB
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("a process that is killed")
struct CrashTests {
  private let bench: StoreBench
  private let store: ResultsStore
  private let copy: String

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
    copy = bench.folder.file("Killed")
  }

  private var log: String { "\(bench.database)-wal" }

  private func key(_ size: Int = 1) throws -> Fingerprint {
    try StoreBench.key(StoreBench.stage(size: size)).fingerprint
  }

  private func execute(_ sql: String) throws {
    let database = try DatabaseQueue(path: bench.database)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
  }

  /// Leaves the folder as a kill at this moment would: nothing in it has been closed.
  private func kill() throws {
    try FileManager.default.copyItem(atPath: bench.results, toPath: copy)
    #expect(bench.exists("\(copy)/bondlab.sqlite-wal"))
  }

  private func openCopy() throws -> ResultsStore {
    try ResultsStore(
      folder: copy,
      surroundings: Surroundings(
        host: "here", version: "1", environment: [:], now: { Date(timeIntervalSince1970: 0) }))
  }

  private func size(_ path: String) throws -> Int {
    try Data(contentsOf: URL(filePath: path)).count
  }

  @Test("what was saved is found by a reader and by the next run", arguments: [true, false])
  func saved(isReading: Bool) throws {
    let saved = try bench.save(metrics: [Metric("loss", 1.0 / 3)], in: store)
    try kill()
    let next = try isReading ? ResultsStore(reading: copy) : openCopy()
    let found = try #require(try next.finished(key()))
    #expect(found.content == saved.content)
    #expect(try bench.metrics(of: found) == [Metric("loss", 1.0 / 3)])
    #expect(bench.text(found.files["a"]) == "alpha")
    #expect(try next.verify().isEmpty)
  }

  @Test("a transaction that was cut off halfway loses nothing: the stage's record is there")
  func halfWritten() throws {
    try bench.save(StoreBench.stage(size: 1), ["a": "alpha"], in: store)
    let before = try size(log)
    let lost = try bench.save(StoreBench.stage(size: 2), ["a": "beta"], in: store)
    let after = try size(log)
    try #require(before < after)
    try kill()
    #expect(truncate("\(copy)/bondlab.sqlite-wal", (before + after) / 2) == 0)
    let next = try openCopy()
    #expect(try next.cachedStages().count == 1)
    let reader = try ResultsStore(reading: copy)
    #expect(try reader.finished(key(2))?.content == lost.content)
    #expect(try next.finished(key(1)) != nil)
    #expect(try next.finished(key(2))?.content == lost.content)
    #expect(try next.cachedStages().count == 2 && next.verify().isEmpty)
  }

  @Test("a save that the database refuses leaves the stage as it was before")
  func refused() throws {
    let before = try bench.save(["a": "alpha"], metrics: [Metric("loss", 1)], in: store)
    try execute(
      "CREATE TRIGGER full BEFORE INSERT ON metric BEGIN SELECT RAISE(ABORT, 'no room'); END")
    let error = #expect(throws: StoreError.self) {
      try bench.save(["b": "beta"], metrics: [Metric("loss", 2)], in: store)
    }
    #expect(error?.path == bench.database && error?.problem.contains("no room") == true)
    let found = try #require(try store.finished(key()))
    #expect(found.content == before.content && found.files == before.files)
    #expect(try bench.metrics(of: found) == [Metric("loss", 1)])
    try execute("DROP TRIGGER full")
    try bench.save(["b": "beta"], metrics: [Metric("loss", 2)], in: store)
    #expect(try store.metrics(of: key()) == [Metric("loss", 2)])
  }

  @Test("a file that was moved before its stage was noted is taken over by the next attempt")
  func movedOnly() throws {
    let digest = Fingerprint(of: "alpha".utf8).description
    let folder = "\(bench.results)/artifacts/\(digest.prefix(2))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("alpha".utf8).write(to: URL(filePath: "\(folder)/\(digest)"))
    #expect(try store.finished(key()) == nil)
    let saved = try bench.save(in: store)
    #expect(saved.files["a"] == "\(folder)/\(digest)")
    #expect(store.sizes().artifacts == 5)
    #expect(try store.verify().isEmpty && store.finished(key()) != nil)
  }

  @Test("cleaning that marked a file but didn't remove it is ended by the next cleaning")
  func halfCleaned() throws {
    let path = try #require(try bench.save(in: store).files["a"])
    try bench.run(StoreBench.stage(), in: store)
    try execute("UPDATE artifact SET removed = '2027-01-15T08:00:00Z'")
    #expect(try bench.open().finished(key()) == nil && store.verify().isEmpty)
    #expect(bench.exists(path))
    let removed = try store.removeUnneeded(keepingRuns: 1)
    #expect(removed.map(\.path) == [path] && removed.map(\.reason) == [.unnamed])
    #expect(!bench.exists(path))
  }
}
