import Pipeline
import Options
import Spec
import Synchronization
import Testing

/// A store in memory of one experiment; the content of a stage is its metrics.
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

  /// Loses all files, but not what was done once.
  func loseFiles() { stages.withLock { $0 = [:] } }

  /// Does every stage that is due and those that wait for it; all come to the same figure.
  func complete(_ plan: Plan, figure: Double = 1) throws {
    for index in plan.stages.indices {
      guard case .due(let key, _) = try needs(plan)[index] else { continue }
      _ = save(StageOutput(metrics: [Metric("value", figure)]), of: plan.stages[index], key: key)
    }
  }

  /// What `plan` says of each stage of a plan.
  func words(_ plan: Plan) throws -> [String] {
    try needs(plan).map { need in
      switch need {
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

  private func needs(_ plan: Plan) throws -> [CacheStatus] {
    try plan.survey(self, StageKeying(), PlanEdges(plan)).needs
  }
}

/// Two stages, one of which reads the other, and one that reads both.
private func spec(size: Int = 1, depth: Int = 5) -> String {
  """
  stages:
    a: {kind: make, size: \(size)}
    b: {kind: join, first: a, depth: \(depth)}
    c: {kind: join, first: a, second: b}
  """
}

@Suite("what a stage needs")
struct NeedTests {
  @Test("what was never done is due, and its users wait for what isn't done")
  func neverDone() throws {
    let (store, plan) = (MemoryStore(), try makePlan(spec()))
    #expect(try store.words(plan) == ["never done", "runs after a", "runs after a"])
  }

  @Test("stages that say the same follow the first of them, known or not")
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

  @Test("what is done is cached")
  func done() throws {
    let (store, plan) = (MemoryStore(), try makePlan(spec()))
    try store.complete(plan)
    #expect(try store.words(plan) == ["cached", "cached", "cached"])
  }

  @Test("a changed option is named with both values, and its users wait")
  func changedOption() throws {
    let store = MemoryStore()
    try store.complete(makePlan(spec()))
    #expect(
      try store.words(makePlan(spec(depth: 6))) == [
        "cached", "option.depth changed from 5 to 6", "waits for b",
      ])
  }

  @Test("users of a stage that came to something else are due, those of one that did not aren't")
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
