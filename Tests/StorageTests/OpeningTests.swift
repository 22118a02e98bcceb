import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("opening a results folder")
struct OpeningTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Returns the errors of a folder that can be opened neither for writing nor for reading.
  private func refusals() -> [String] {
    let writing = #expect(throws: StoreError.self) { _ = try bench.open() }
    let reading = #expect(throws: StoreError.self) { _ = try bench.reading() }
    #expect(writing?.path == bench.database && reading?.path == bench.database)
    return [writing, reading].compactMap { $0?.problem }
  }

  @Test(
    "any name of a folder will do, and reading leaves nothing in it",
    arguments: ["a b", "50%25", "what?mode=ro", "c#d", "ünï", "one/two", "file:x"])
  func folderNames(name: String) throws {
    let folder = bench.folder.file(name)
    let stage = StoreBench.stage()
    let key = try StoreBench.key(stage)
    do {
      let surroundings = Surroundings(
        host: "here", version: "1", environment: [:], now: { Date(timeIntervalSince1970: 0) })
      let store = try ResultsStore(folder: folder, surroundings: surroundings)
      _ = try store.save(StageOutput(metrics: [Metric("loss", 1)]), of: stage, key: key)
    }
    let (inside, around) = (try names(in: folder), try names(in: bench.folder.path))
    do {
      let store = try ResultsStore(reading: folder)
      #expect(try store.metrics(of: key.fingerprint) == [Metric("loss", 1)])
    }
    #expect(inside.contains("bondlab.sqlite"))
    #expect(try names(in: folder) == inside)
    #expect(try names(in: bench.folder.path) == around)
  }

  @Test("an empty file counts as no database, and reading leaves it empty")
  func emptyFile() throws {
    try makeFolder(bench.results)
    try Data().write(to: URL(filePath: bench.database))
    #expect(try bench.reading().runs().isEmpty)
    #expect(try bytes(bench.database).isEmpty)
    try bench.save(in: bench.open())
    #expect(try bench.reading().cachedStages().count == 1)
  }

  @Test("a folder where the database should be is refused")
  func folderInstead() throws {
    try makeFolder(bench.database)
    #expect(refusals() == ["is not a plain file", "is not a plain file"])
  }

  @Test("opening again changes nothing of what is there")
  func again() throws {
    try bench.save(metrics: [Metric("loss", 1)], in: bench.open())
    let before = try bench.reading().cachedStages()
    for seconds in [60.0, 120.0] { _ = try bench.open(at: seconds) }
    #expect(before.count == 1)
    #expect(try bench.reading().cachedStages() == before)
  }

  @Test("each attempt has a folder of its own, which begins with what the one before left")
  func work() throws {
    let store = try bench.open()
    let key = Fingerprint(of: [1])
    let first = try store.workFolder(for: key, attempt: "1.1")
    for name in ["checkpoint", "model.partial"] {
      try Data("state".utf8).write(to: URL(filePath: "\(first)/\(name)"))
    }
    #expect(try bench.open().workFolder(for: key, attempt: "1.1") == first)
    let second = try store.workFolder(for: key, attempt: "1.2")
    #expect(try second != first && names(in: second) == ["checkpoint"])
    #expect(bench.text("\(second)/checkpoint") == "state")
    // A stray process of the first attempt finds no folder to write to.
    #expect(!bench.exists(first))
    #expect(try store.workFolder(for: Fingerprint(of: [2]), attempt: "1.2") != second)
    for _ in 1...2 { try store.discardWork(for: key) }
    #expect(!bench.exists(second))
    #expect(try names(in: "\(bench.results)/work") == [Fingerprint(of: [2]).description])
    let reader = try bench.reading()
    #expect(try reader.workFolder(for: key, attempt: "2") == "\(bench.results)/work/\(key)/2")
    #expect(!bench.exists("\(bench.results)/work/\(key)"))
    #expect(throws: StoreError.self) { try reader.discardWork(for: Fingerprint(of: [2])) }
  }

  @Test("work that an older version left in the stage's own folder is taken over")
  func olderWork() throws {
    let store = try bench.open()
    let key = Fingerprint(of: [1])
    let folder = "\(bench.results)/work/\(key)"
    try makeFolder(folder)
    try Data("state".utf8).write(to: URL(filePath: "\(folder)/checkpoint"))
    let taken = try store.workFolder(for: key, attempt: "1.1")
    #expect(bench.text("\(taken)/checkpoint") == "state")
    #expect(try names(in: folder) == ["1.1"])
  }

  @Test("every stage has a log of its own that can be written, whatever its name")
  func logs() throws {
    let store = try bench.open()
    let long = String(repeating: "long", count: 100)
    let ids = ["text", "a[b=c/d]", "a[b=c_d]", "..", "/", "\(long)1", "\(long)2"]
    let paths = try ids.map { try store.logFile(run: 7, stage: StageID($0)) }
    #expect(paths[0] == "\(bench.results)/logs/7/text.log")
    #expect(Set(paths).count == ids.count)
    for path in paths { try Data("x".utf8).write(to: URL(filePath: path)) }
    #expect(try names(in: "\(bench.results)/logs/7").count == ids.count)
    #expect(store.sizes().logs == ids.count)
    _ = try bench.reading().logFile(run: 8, stage: StageID("text"))
    #expect(!bench.exists("\(bench.results)/logs/8"))
  }
}
