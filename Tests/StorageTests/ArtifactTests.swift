import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("the files of stages")
struct ArtifactTests {
  private let bench: StoreBench
  private let store: ResultsStore
  private let stage = StoreBench.stage()
  private let key: StageKey

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
    key = try StoreBench.key(stage)
  }

  private var quarantined: [String] {
    let folder = "\(bench.results)/quarantine"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test("content doesn't depend on where files were made or on the order of a dictionary")
  func dictionaryOrder() throws {
    func content(_ size: Int, capacity: Int) throws -> Fingerprint {
      var files: [String: String] = [:]
      files.reserveCapacity(capacity)
      for name in (0..<30).map({ "file\($0)" }) {
        files[name] = try bench.folder.write(name.utf8, to: "\(size)-\(name)")
      }
      let stage = StoreBench.stage(size: size)
      return try store.save(
        StageOutput(files: files), of: stage, key: StoreBench.key(stage)
      ).content
    }
    let first = try content(1, capacity: 0)
    #expect(try content(2, capacity: 500) == first)
    #expect(try content(3, capacity: 9000) == first)
  }

  @Test("a file is moved, not copied")
  func moved() throws {
    let output = try bench.output(["a": "alpha"])
    let made = try #require(output.files["a"])
    let saved = try store.save(output, of: stage, key: key)
    #expect(!bench.exists(made))
    #expect(bench.text(saved.files["a"]) == "alpha")
    #expect(store.sizes().artifacts == 5)
  }

  @Test("one file under two names, and two equal files, take the space of one")
  func sharing() throws {
    let output = try bench.output(["a": "alpha", "b": "alpha"])
    let path = try #require(output.files["a"])
    let more = output.files.merging(["c": path]) { $1 }
    let saved = try store.save(StageOutput(files: more), of: stage, key: key)
    #expect(saved.files.keys.sorted() == ["a", "b", "c"])
    #expect(Set(saved.files.values).count == 1)
    #expect(store.sizes().artifacts == 5)
  }

  @Test(
    "a file from another file system is copied",
    .enabled(if: access("/dev/shm", W_OK) == 0, "there is no other file system"))
  func otherFileSystem() throws {
    let path = "/dev/shm/bondlab-test-\(UUID().uuidString)"
    defer { unlink(path) }
    try Data("alpha".utf8).write(to: URL(filePath: path))
    let saved = try store.save(StageOutput(files: ["a": path]), of: stage, key: key)
    let kept = try #require(saved.files["a"])
    var status = stat()
    #expect(stat(kept, &status) == 0 && status.st_mode & 0o777 == 0o444)
    #expect(bench.text(kept) == "alpha")
    #expect(try store.verify().isEmpty)
    #expect(try store.removable(keepingRuns: 0, evenUnused: true).count == 1)
  }

  @Test("a folder or a link in place of a promised file is refused", arguments: [true, false])
  func notPlain(isFolder: Bool) throws {
    let output = try bench.output(["a": "alpha"])
    let (made, path) = (try #require(output.files["a"]), bench.folder.file("odd"))
    if isFolder {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } else {
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: made)
    }
    let odd = StageOutput(files: output.files.merging(["b": path]) { $1 })
    let error = #expect(throws: StoreError.self) {
      _ = try store.save(odd, of: stage, key: key)
    }
    #expect(error?.path == path)
    #expect(try store.finished(key.fingerprint) == nil)
    #expect(try store.cachedStages().isEmpty && store.verify().isEmpty)
  }

  @Test("an output that was taken over before is answered from the store")
  func savedTwice() throws {
    let output = try bench.output(["a": "alpha"], metrics: [Metric("loss", 1)])
    let first = try store.save(output, of: stage, key: key)
    let second = try store.save(output, of: stage, key: key)
    #expect(second.files == first.files && second.content == first.content)
    #expect(second.content == first.content)
  }

  @Test("doing a stage again replaces its files and metrics")
  func replacing() throws {
    let first = try bench.save(
      stage, ["a": "alpha", "b": "beta"], metrics: [Metric("loss", 1)], in: store)
    let second = try bench.save(stage, ["a": "gamma"], metrics: [Metric("loss", 3)], in: store)
    let found = try #require(try store.finished(key.fingerprint))
    #expect(found.files.keys.sorted() == ["a"] && bench.text(found.files["a"]) == "gamma")
    #expect(try bench.metrics(of: found) == [Metric("loss", 3)])
    #expect(found.content == second.content && found.content != first.content)
    #expect(try store.cachedStages().count == 1)
  }

  @Test("equal bytes of another stage mend an altered file")
  func mending() throws {
    let path = try #require(try bench.save(in: store).files["a"])
    try bench.overwrite(path, "alphb")
    try bench.save(StoreBench.stage(size: 2), ["b": "alpha"], in: store)
    #expect(bench.text(path) == "alpha")
    #expect(try store.verify().isEmpty)
  }

  @Test("a damaged file makes every stage that has it unfinished, and none else")
  func sharedDamage() throws {
    let (other, sound) = (StoreBench.stage(size: 2), StoreBench.stage(size: 3))
    let path = try #require(try bench.save(in: store).files["a"])
    try bench.save(other, ["b": "alpha"], in: store)
    try bench.save(sound, ["a": "beta"], in: store)
    try bench.overwrite(path, "alphb")
    let keys = try [stage, other].map { try StoreBench.key($0).fingerprint }
    let damaged = try store.verify()
    #expect(damaged.map(\.stages) == [keys.sorted()])
    #expect(damaged.map(\.path) == [path])
    #expect(try keys.allSatisfy { try store.finished($0) == nil })
    #expect(try store.finished(StoreBench.key(sound).fingerprint) != nil)
    #expect(try store.verify().map(\.damage) == [.missing])
  }

  @Test("each damaged file is kept in quarantine, however often it happens")
  func quarantine() throws {
    for text in ["al", "alp"] {
      let path = try #require(try bench.save(in: store).files["a"])
      try bench.overwrite(path, text)
      #expect(try store.finished(key.fingerprint) == nil)
    }
    let digest = Fingerprint(of: "alpha".utf8).description
    #expect(quarantined == [digest, "\(digest).2"])
    #expect(store.sizes().quarantine == 5)
  }

  @Test("verifying through a store that is open for reading sets nothing aside")
  func readingVerify() throws {
    let path = try #require(try bench.save(in: store).files["a"])
    try bench.overwrite(path, "al")
    #expect(try bench.reading().verify().map(\.damage) == [.truncated])
    #expect(bench.exists(path) && quarantined.isEmpty)
  }
}
