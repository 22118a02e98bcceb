import Dispatch
import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("several processes on one results folder")
struct ClaimTests {
  private let bench: StoreBench
  private let key: Fingerprint

  init() throws {
    bench = try StoreBench()
    key = try StoreBench.key(StoreBench.stage()).fingerprint
  }

  @Test("a claim is one holder's at a time")
  func claim() throws {
    let (mine, other) = (try bench.open(), try bench.open())
    let claim = try #require(try mine.claim(key))
    #expect(try other.claim(key) == nil && mine.claim(key) == nil)
    #expect(try other.isClaimed(key) && mine.isClaimed(key))
    #expect(try other.claim(Fingerprint(of: [1])) != nil)
    claim.release()
    claim.release()
    #expect(try !other.isClaimed(key))
    #expect(try other.claim(key) != nil)
  }

  @Test("a claim ends with its value, and that of a dead process with the process")
  func ends() throws {
    let store = try bench.open()
    do { _ = try #require(try store.claim(key)) }
    #expect(try !store.isClaimed(key))
    let ready = "\(bench.folder.path)/ready"
    var process: pid_t = 0
    let words = [
      "python3", "-c",
      """
      import fcntl, struct, time
      file = open('\(bench.results)/claims/stages', 'r+')
      fcntl.lockf(file, fcntl.LOCK_EX, 1, \(Self.offset(of: key)))
      open('\(ready)', 'w').close()
      time.sleep(60)
      """,
    ]
    let arguments = words.map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    try #require(posix_spawnp(&process, "python3", nil, nil, arguments, environ) == 0)
    while access(ready, F_OK) != 0 { usleep(10_000) }
    #expect(try store.isClaimed(key) && store.claim(key) == nil)
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    #expect(try !store.isClaimed(key) && store.claim(key) != nil)
  }

  /// Returns the offset of the byte that stands for a stage, which is the first 62 bits of its key.
  private static func offset(of key: Fingerprint) -> Int {
    Int((UInt64(key.description.prefix(16), radix: 16) ?? 0) >> 2)
  }

  @Test("what another did before it gave its claim back is found by whoever has it then")
  func handedOver() throws {
    let (mine, other) = (try bench.open(), try bench.open())
    let claim = try #require(try other.claim(key))
    #expect(try mine.finished(key) == nil && mine.claim(key) == nil)
    let saved = try bench.save(in: other)
    claim.release()
    let taken = try #require(try mine.claim(key))
    #expect(try mine.finished(key)?.content == saved.content)
    taken.release()
  }

  @Test("a stage of a process that ended before its transaction is found by the next claim")
  func lostTransaction() throws {
    let (mine, other) = (try bench.open(), try bench.open())
    #expect(try mine.finished(key) == nil)
    let saved = try bench.save(in: other)
    try bench.execute("DELETE FROM stage")
    let claim = try #require(try mine.claim(key))
    #expect(try mine.finished(key)?.content == saved.content)
    claim.release()
    #expect(try bench.lines("SELECT COUNT(*) FROM stage") == ["1"])
  }

  /// Number of times that eight coordinators go through the same stages; `BONDLAB_SHARING_ROUNDS`
  /// asks for more.
  private static let rounds =
    ProcessInfo.processInfo.environment["BONDLAB_SHARING_ROUNDS"].flatMap { Int($0) } ?? 3

  @Test("eight coordinators do each stage once, and meet no lock", arguments: 1...rounds)
  func eight(round: Int) throws {
    let stages = (0..<12).map { StoreBench.stage("s\($0)", size: $0) }
    let done = Mutex<[String: Int]>([:])
    let errors = Mutex<[String]>([])
    let bench = try StoreBench()
    let (results, scratch) = (bench.results, bench.folder.path)
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      do {
        try Coordinator(results: results, scratch: "\(scratch)/\(index)").perform(stages) { stage in
          done.withLock { $0[stage, default: 0] += 1 }
        }
      } catch {
        errors.withLock { $0.append("\(error)") }
      }
    }
    #expect(errors.withLock { $0 } == [])
    #expect(done.withLock { $0 } == Dictionary(uniqueKeysWithValues: stages.map { ($0.name, 1) }))
    let store = try bench.open()
    #expect(try store.verify().isEmpty && store.cachedStages().count == 12)
    #expect(try store.runs().map(\.status) == Array(repeating: .done, count: 8))
    #expect(try store.removable(keepingRuns: 8).isEmpty)
  }
}

/// Goes through stages as a coordinator does, with a connection and locks of its own.
private struct Coordinator {
  let results: String
  let scratch: String

  func perform(_ stages: [PlannedStage], _ done: (String) -> Void) throws {
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let store = try ResultsStore(
      folder: results,
      surroundings: Surroundings(host: "here", version: "1", environment: [:], now: { Date() }))
    let plan = Plan(
      experiment: "bench", about: "", axes: [], cells: [[]], stages: stages, tables: [])
    let request = RunRequest(specFile: "", specText: "", command: "")
    let run = try store.sharing {
      let statuses = try plan.survey(store, StageKeying(), PlanEdges(plan)).statuses
      return try store.beginRun(plan, request, statuses: statuses)
    }
    var open = stages
    while let stage = open.first {
      open.removeFirst()
      let key = try StoreBench.key(stage)
      var change = RunStageChange(stage.id, .cached, fingerprint: key.fingerprint)
      if try store.finished(key.fingerprint) == nil {
        guard let claim = try store.claim(key.fingerprint) else {
          open.append(stage)
          usleep(500)
          continue
        }
        defer { claim.release() }
        if try store.finished(key.fingerprint) == nil {
          try save(stage, key, store)
          change.status = .done
          done(stage.name)
        }
      }
      try store.note([change], run: run)
    }
    try store.finishRun(run, .done)
  }

  private func save(_ stage: PlannedStage, _ key: StageKey, _ store: ResultsStore) throws {
    let path = "\(scratch)/\(stage.name)"
    try Data("text of \(stage.name)".utf8).write(to: URL(filePath: path))
    _ = try store.save(
      StageOutput(files: ["a": path], metrics: [Metric("n", 1)]), of: stage, key: key)
  }
}
