import Glibc
import Pipeline
import Scheduling
import Spec
import Synchronization
import Testing

/// A store that several runs share, where each stage may be claimed by one of them.
private final class SharedStore: StageStore {
  private struct Claim: StageClaim {
    let free: @Sendable () -> Void
    func release() { free() }
  }

  private let memory = MemoryStore()
  private let claimed = Mutex<Set<Fingerprint>>([])
  private let history = Mutex<[String]>([])

  /// The claims and releases, in order.
  var events: [String] { history.withLock { $0 } }
  var isFree: Bool { claimed.withLock { $0.isEmpty } }

  func finished(_ fingerprint: Fingerprint) -> FinishedStage? { memory.finished(fingerprint) }
  func hasFinished(recipe: Fingerprint) -> Bool { memory.hasFinished(recipe: recipe) }
  func metrics(of fingerprint: Fingerprint) -> [Metric] { memory.metrics(of: fingerprint) }

  func claim(_ fingerprint: Fingerprint) -> (any StageClaim)? {
    guard claimed.withLock({ $0.insert(fingerprint).inserted }) else { return nil }
    history.withLock { $0.append("claim") }
    return Claim { [self] in
      if claimed.withLock({ $0.remove(fingerprint) }) != nil {
        history.withLock { $0.append("release") }
      }
    }
  }

  func save(_ output: StageOutput, of stage: PlannedStage, key: StageKey) throws -> FinishedStage {
    try memory.save(output, of: stage, key: key)
  }

  func lastKey(experiment: String, stage: StageID) -> [KeyComponent]? { nil }

  func workFolder(for fingerprint: Fingerprint, attempt: String) -> String {
    memory.workFolder(for: fingerprint, attempt: attempt)
  }

  func discardWork(for fingerprint: Fingerprint) { memory.discardWork(for: fingerprint) }
}

@Suite("runs that share a store")
struct ClaimTests {
  private func makeRun(
    _ plan: Plan, _ executor: ScriptedExecutor, _ store: SharedStore,
    _ recorder: EventRecorder = EventRecorder(), retries: Int? = nil
  ) -> Scheduler {
    Scheduler(
      plan, store: store, executor: executor,
      options: RunOptions(jobs: 2, threads: 1, cores: 2, retries: retries),
      logFile: { "\($0).log" }, observers: [recorder])
  }

  @Test("a stage that another run does is awaited, and its result used")
  func awaited() {
    let (store, plan) = (SharedStore(), makePlan(["a": [], "b": ["a"]]))
    let (first, second) = (ScriptedExecutor { _, _ in [] }, ScriptedExecutor())
    let one = BackgroundRun(makeRun(plan, first, store))
    #expect(first.awaitStart())
    let recorder = EventRecorder()
    let other = BackgroundRun(makeRun(plan, second, store, recorder))
    while !recorder.lines.contains("a elsewhere") { usleep(1000) }
    #expect(second.startedNames.isEmpty)
    first.end("a", .done(usualOutput))
    #expect(first.awaitStart())
    first.end("b", .done(usualOutput))
    #expect(one.outcome() == .done && other.outcome() == .done)
    #expect(first.startedNames == ["a", "b"] && second.startedNames.isEmpty)
    #expect(recorder.lines.contains("a cached") && recorder.lines.contains("b cached"))
    #expect(store.isFree)
  }

  @Test("a stage whose run gave it up is done by the one that waited")
  func givenUp() {
    let (store, plan) = (SharedStore(), makePlan(["a": []]))
    let (first, second) = (ScriptedExecutor { _, _ in [] }, ScriptedExecutor())
    let one = makeRun(plan, first, store)
    let running = BackgroundRun(one)
    #expect(first.awaitStart())
    let recorder = EventRecorder()
    let other = BackgroundRun(makeRun(plan, second, store, recorder))
    while !recorder.lines.contains("a elsewhere") { usleep(1000) }
    one.interrupt()
    #expect(running.outcome() == .interrupted)
    #expect(other.outcome() == .done)
    #expect(second.startedNames == ["a"] && store.isFree)
  }

  @Test("what waits for another run does not outlive an interrupt")
  func interrupted() {
    let (store, plan) = (SharedStore(), makePlan(["a": []]))
    let first = ScriptedExecutor { _, _ in [] }
    let one = makeRun(plan, first, store)
    let running = BackgroundRun(one)
    #expect(first.awaitStart())
    let recorder = EventRecorder()
    let waiting = makeRun(plan, ScriptedExecutor(), store, recorder)
    let other = BackgroundRun(waiting)
    while !recorder.lines.contains("a elsewhere") { usleep(1000) }
    waiting.interrupt()
    #expect(other.outcome() == .interrupted)
    one.interrupt()
    #expect(running.outcome() == .interrupted)
  }

  @Test("a claim lasts for all attempts, and ends with the stage")
  func attempts() {
    let store = SharedStore()
    let executor = ScriptedExecutor { _, attempt in
      [attempt < 3 ? .failed(StageFailure(.error, "no luck")) : .done(usualOutput)]
    }
    let run = makeRun(makePlan(["a": [], "b": ["a"]]), executor, store, retries: 2)
    #expect(BackgroundRun(run).outcome() == .done)
    #expect(executor.started.map(\.attempt) == [1, 2, 3, 1, 2, 3])
    #expect(store.events == ["claim", "release", "claim", "release"])
  }

  @Test("many runs at once do each stage once", arguments: UInt64(0)..<20)
  func many(seed: UInt64) {
    let plan = makePlan([
      "a": [], "b": [], "c": ["a"], "d": ["a", "b"], "e": ["c"], "f": ["d", "e"], "g": [],
    ])
    let (store, executors) = (SharedStore(), (0..<4).map { _ in ScriptedExecutor() })
    let runs = executors.map { BackgroundRun(makeRun(plan, $0, store)) }
    for run in runs { #expect(run.outcome() == .done) }
    #expect(executors.flatMap(\.startedNames).sorted() == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(store.isFree)
  }
}
