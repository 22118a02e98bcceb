import Options
import Pipeline
import Spec
import Synchronization
import Testing

/// A store of one experiment in memory, in which a stage's content is the digest of its metrics.
final class MemoryStore: StageStore {
  private let stages = Mutex<[Fingerprint: FinishedStage]>([:])
  private let lastKeys = Mutex<[StageID: [KeyComponent]]>([:])
  private let recipes = Mutex<Set<Fingerprint>>([])

  func finished(_ fingerprint: Fingerprint) -> FinishedStage? {
    stages.withLock { $0[fingerprint] }
  }

  func hasFinished(recipe: Fingerprint) -> Bool { recipes.withLock { $0.contains(recipe) } }

  func metrics(of fingerprint: Fingerprint) -> [Metric] { [] }

  func claim(_ fingerprint: Fingerprint) -> (any StageClaim)? { nil }

  func save(_ output: StageOutput, of stage: PlannedStage, key: StageKey) -> FinishedStage {
    let finished = FinishedStage(
      fingerprint: key.fingerprint,
      content: Fingerprint(ofFields: output.metrics.map { "\($0.name) \($0.value)" }),
      files: output.files)
    stages.withLock { $0[key.fingerprint] = finished }
    lastKeys.withLock { $0[stage.id] = key.components }
    _ = recipes.withLock { $0.insert(StageKey.recipe(of: key.components)) }
    return finished
  }

  func lastKey(experiment: String, stage: StageID) -> [KeyComponent]? {
    experiment == "test" ? lastKeys.withLock { $0[stage] } : nil
  }

  func workFolder(for fingerprint: Fingerprint, attempt: String) -> String {
    "/work/\(fingerprint)"
  }

  func discardWork(for fingerprint: Fingerprint) {}

  /// Loses all files, but not the record of what was done.
  func loseFiles() { stages.withLock { $0 = [:] } }

  /// Does every stage that is due and those that wait for it; all leave the same metric.
  func complete(_ plan: Plan, value: Double = 1) throws {
    for index in plan.stages.indices {
      guard case .due(let key, _) = try statuses(plan)[index] else { continue }
      _ = save(StageOutput(metrics: [Metric("value", value)]), of: plan.stages[index], key: key)
    }
  }

  /// Describes the status of each stage of a plan.
  func words(_ plan: Plan) throws -> [String] {
    try statuses(plan).map { status in
      switch status {
      case .cached: "cached"
      case .due(_, let reasons): reasons.joined(separator: "; ")
      case .follows(let stage, _): "follows \(stage)"
      case .dueAfter(let stage, let unlessSame):
        "runs after \(stage)" + (unlessSame ? " unless the same" : "")
      case .waits(let stage): "waits for \(stage)"
      case .undecided: "undecided"
      case .pruned: "pruned"
      }
    }
  }

  private func statuses(_ plan: Plan) throws -> [CacheStatus] {
    try plan.survey(self, StageKeying(), PlanEdges(plan)).statuses
  }
}

/// Writes a spec of two stages, one of which reads the other, and one that reads both.
private func spec(size: Int = 1, depth: Int = 5) -> String {
  """
  stages:
    a: {kind: make, size: \(size)}
    b: {kind: join, first: a, depth: \(depth)}
    c: {kind: join, first: a, second: b}
  """
}

@Suite("cache status of stages")
struct CacheStatusTests {
  @Test("a stage that was never done is due, and its readers run after it")
  func neverDone() throws {
    let (store, plan) = (MemoryStore(), try makePlan(spec()))
    #expect(try store.words(plan) == ["never done", "runs after a", "runs after a"])
  }

  @Test("stages of the same work follow the first of them, whether or not its key is known")
  func alike() throws {
    let plan = try makePlan(
      """
      stages:
        a: {kind: make, size: 1}
        b: {kind: make, size: 1}
        c: {kind: join, first: a}
        d: {kind: join, first: b}
        e: {kind: join, first: c}
      """)
    #expect(
      try MemoryStore().words(plan) == [
        "never done", "follows a", "runs after a unless the same", "follows c",
        "runs after c unless the same",
      ])
  }

  @Test("a stage that is done is cached")
  func done() throws {
    let (store, plan) = (MemoryStore(), try makePlan(spec()))
    try store.complete(plan)
    #expect(try store.words(plan) == ["cached", "cached", "cached"])
  }

  @Test("a changed option is named with both values, and its stage's readers wait")
  func changedOption() throws {
    let store = MemoryStore()
    try store.complete(makePlan(spec()))
    #expect(
      try store.words(makePlan(spec(depth: 6))) == [
        "cached", "option.depth changed from 5 to 6", "waits for b",
      ])
  }

  @Test("readers of a stage are due where its content changed, and not where it is the same")
  func changedInput() throws {
    let store = MemoryStore()
    let (old, new) = (try makePlan(spec()), try makePlan(spec(size: 2)))
    try store.complete(old)
    let first = try #require(new.stages.first)
    let key = try StageKeying().key(of: first, contents: [])
    _ = store.save(StageOutput(metrics: [Metric("value", 2)]), of: first, key: key)
    let words = try store.words(new)
    #expect(words[0] == "cached" && words[1].hasPrefix("input.first changed from "))
    #expect(words[2] == "waits for b")
    _ = store.save(StageOutput(metrics: [Metric("value", 1)]), of: first, key: key)
    #expect(try store.words(new) == ["cached", "cached", "cached"])
  }

  @Test("a raised version and a new option are named too")
  func changedKind() throws {
    let store = MemoryStore()
    try store.complete(makePlan(spec()))
    let make = StageDeclaration(
      kind: "make", version: 2, about: "", produces: "part",
      options: TestKinds.make.options + [
        OptionDeclaration("width", .integer(0...9), .standard(.integer(3)), "a number")
      ])
    let words = try store.words(makePlan(spec(), [make, TestKinds.join]))
    #expect(words.first == "option.width is new: 3; version changed from 1 to 2")
  }

  @Test("a stage whose files are gone says so")
  func lostFiles() throws {
    let (store, plan) = (MemoryStore(), try makePlan(spec()))
    try store.complete(plan)
    store.loseFiles()
    #expect(
      try store.words(plan) == [
        "its files are gone from the store", "waits for a", "waits for a",
      ])
  }

  @Test("a stage that another one has done is cached, whatever their names")
  func otherName() throws {
    let store = MemoryStore()
    try store.complete(makePlan("stages: {once: {kind: make, size: 7}}"))
    #expect(try store.words(makePlan("stages: {again: {kind: make, size: 7}}")) == ["cached"])
  }
}
