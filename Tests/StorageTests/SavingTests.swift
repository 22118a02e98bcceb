import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("keeping stages")
struct SavingTests {
  private let bench: StoreBench
  private let key: Fingerprint

  init() throws {
    bench = try StoreBench()
    key = try StoreBench.key(StoreBench.stage()).fingerprint
  }

  @Test("a stage is found again after reopening, its metrics to the bit")
  func reopening() throws {
    let values = [1.0 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity, 0, 1e22]
    let metrics = values.enumerated().map { Metric("m\($0)", $1, step: $0 == 1 ? 7 : nil) }
    let saved = try bench.save(metrics: metrics, in: bench.open())
    for store in [try bench.open(), try bench.reading()] {
      let found = try #require(try store.finished(key))
      #expect(found.content == saved.content && found.fingerprint == key)
      #expect(try bench.metrics(of: found) == metrics)
      #expect(found.files == saved.files)
      #expect(bench.text(found.files["a"]) == "alpha")
    }
  }

  @Test("a metric that is NaN stays so, and gives the same content")
  func notANumber() throws {
    let saved = try bench.save(metrics: [Metric("loss", .nan)], in: bench.open())
    let found = try #require(try bench.open().finished(key))
    #expect(try bench.metrics(of: found).count == 1 && bench.metrics(of: found)[0].value.isNaN)
    #expect(found.content == saved.content)
  }

  @Test("content counts files by name and bytes, and metrics; not timings, paths or the stage")
  func content() throws {
    let store = try bench.open()
    let metrics = [Metric("loss", 0.5)]
    func content(
      _ size: Int, _ files: [String: String], _ metrics: [Metric], _ timings: [Metric] = []
    ) throws -> Fingerprint {
      let stage = StoreBench.stage(size: size)
      return try bench.save(stage, files, metrics: metrics, timings: timings, in: store).content
    }
    let first = try content(1, ["a": "alpha", "b": "beta"], metrics)
    #expect(try content(2, ["b": "beta", "a": "alpha"], metrics, [Metric("seconds", 9)]) == first)
    #expect(try content(3, ["a": "beta", "b": "alpha"], metrics) != first)
    #expect(try content(4, ["a": "alpha"], metrics) != first)
    #expect(try content(5, ["a": "alpha", "b": "beta"], [Metric("loss", 0.25)]) != first)
    #expect(try content(6, ["a": "alpha", "b": "beta"], [Metric("loss", 0.5, step: 1)]) != first)
  }

  @Test("a file of another stage that is passed on stays where it is, unless it was damaged")
  func passedOn() throws {
    let store = try bench.open()
    let path = try #require(try bench.save(in: store).files["a"])
    func passOn(_ size: Int) throws -> FinishedStage {
      let stage = StoreBench.stage(size: size)
      return try store.save(
        StageOutput(files: ["kept": path]), of: stage, key: StoreBench.key(stage))
    }
    #expect(try passOn(2).files == ["kept": path])
    #expect(bench.text(path) == "alpha")
    chmod(path, 0o644)
    try Data("alphA".utf8).write(to: URL(filePath: path))
    #expect(throws: StoreError.self) { try passOn(3) }
    #expect(bench.text(path) == "alphA")
  }

  @Test("files are named by their SHA-256, read-only, and equal ones are one")
  func artifacts() throws {
    let store = try bench.open()
    let first = try bench.save(in: store)
    let second = try bench.save(StoreBench.stage(size: 2), ["other": "alpha"], in: store)
    let path = try #require(first.files["a"])
    #expect(second.files["other"] == path)
    let digest = try Fingerprint(ofFile: path).description
    #expect(path == "\(bench.results)/artifacts/\(digest.prefix(2))/\(digest)")
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o444)
  }

  @Test("a file that is missing or cut short makes the stage due again", arguments: [nil, "al"])
  func damage(text: String?) throws {
    let store = try bench.open()
    let path = try #require(try bench.save(in: store).files["a"])
    if let text { try bench.overwrite(path, text) } else { unlink(path) }
    #expect(try bench.reading().finished(key) == nil)
    #expect(bench.exists(path) == (text != nil))
    #expect(try store.finished(key) == nil)
    #expect(!bench.exists(path))
    let name = path.split(separator: "/").last ?? ""
    #expect(bench.exists("\(bench.results)/quarantine/\(name)") == (text != nil))
    let healed = try bench.save(in: store)
    #expect(try store.finished(key)?.files == healed.files)
    #expect(bench.text(path) == "alpha")
  }

  @Test("a file that the stage promised but did not write is named with its path")
  func broken() throws {
    let store = try bench.open()
    let output = StageOutput(files: ["a": bench.folder.file("nowhere")])
    let stage = StoreBench.stage()
    let error = #expect(throws: StoreError.self) {
      try store.save(output, of: stage, key: StoreBench.key(stage))
    }
    #expect(error?.path == bench.folder.file("nowhere"))
    #expect(try store.finished(key) == nil)
  }

  @Test("plan says never done, then cached, then which option changed, then that files are gone")
  func reasons() throws {
    let store = try bench.open()
    func dueReasons(_ size: Int) throws -> [String]? {
      let plan = StoreBench.plan(StoreBench.stage(size: size))
      let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
      guard case .due(_, let reasons) = survey.statuses[0] else { return nil }
      return reasons
    }
    #expect(try dueReasons(1) == ["never done"])
    let saved = try bench.save(in: store)
    try bench.run(StoreBench.stage(), in: store)
    #expect(try dueReasons(1) == nil)
    #expect(try dueReasons(2) == ["option.size changed from 1 to 2"])
    unlink(try #require(saved.files["a"]))
    #expect(try dueReasons(1) == ["its files are gone from the store"])
  }
}
