internal import Pipeline
internal import Spec

/// What a run knows of its stages: their keys, and what those that are done have come to.
struct KnownStages {
  private let plan: Plan
  private let edges: PlanEdges
  private let store: any StageStore
  /// Stages that are done again though they are in the store.
  private let forced: Set<StageID>
  private var resolver: KeyResolver
  private var keys: [StageKey?]
  private var results: [FinishedStage?]
  /// Stages whose keys the survey didn't find in the store.
  private var missing: Set<Int> = []
  /// What this run has stored, and so need not be forced again.
  private var saved: Set<Fingerprint> = []

  init(
    _ plan: Plan, edges: PlanEdges, keying: StageKeying, store: any StageStore,
    forced: Set<StageID>
  ) {
    self.plan = plan
    self.edges = edges
    self.store = store
    self.forced = forced
    resolver = KeyResolver(plan, edges: edges, keying: keying)
    keys = Array(repeating: nil, count: plan.stages.count)
    results = Array(repeating: nil, count: plan.stages.count)
  }

  /// Takes over keys and finished stages.
  ///
  /// - Returns: The stages that are done as far as the survey knows; what turns out to hang on
  ///   others is to be forgotten.
  mutating func takeOver(_ survey: Survey) -> [Int] {
    var found: [Int] = []
    for (stage, need) in survey.needs.enumerated() {
      switch need {
      case .cached(let key, let result):
        keys[stage] = key
        note(result, of: stage)
        found.append(stage)
      case .due(let key, _):
        keys[stage] = key
        missing.insert(stage)
      case .follows(_, let key?): keys[stage] = key
      case .follows, .dueAfter, .waits, .undecided, .pruned: break
      }
    }
    return found
  }

  /// The fingerprint of a stage; nil until its key has been worked out.
  func key(of stage: Int) -> Fingerprint? { keys[stage]?.fingerprint }

  /// Works out a stage's key, once all that it reads is done.
  mutating func resolve(_ stage: Int) throws -> Fingerprint {
    let key = try keys[stage] ?? resolver.key(ofStageAt: stage)
    keys[stage] = key
    return key.fingerprint
  }

  /// What a stage has come to; nil where it isn't done.
  func result(of stage: Int) -> FinishedStage? { results[stage] }

  mutating func note(_ result: FinishedStage, of stage: Int) {
    results[stage] = result
    resolver.note(content: result.content, ofStageAt: stage)
  }

  mutating func forget(_ stage: Int) { results[stage] = nil }
}

// MARK: - The store

extension KnownStages {
  /// Looks a stage up, unless the survey has just done so in vain.
  mutating func lookUpFirst(_ stage: Int) throws -> FinishedStage? {
    missing.remove(stage) == nil ? try lookUp(stage) : nil
  }

  /// The stage as the store has it; nil where it is to be done, by force or because it isn't there.
  func lookUp(_ stage: Int) throws -> FinishedStage? {
    guard let key = key(of: stage), !isForced(stage, key) else { return nil }
    return try store.finished(key)
  }

  /// Whether the store has a stage, forced or not.
  func isStored(_ stage: Int) throws -> Bool {
    try key(of: stage).flatMap { try store.finished($0) } != nil
  }

  private func isForced(_ stage: Int, _ key: Fingerprint) -> Bool {
    forced.contains(plan.stages[stage].id) && !saved.contains(key)
  }

  func metrics(of result: FinishedStage) throws -> [Metric] {
    try store.metrics(of: result.fingerprint)
  }

  /// Stores what a stage has come to; nil where it has no key.
  ///
  /// - Throws: ``ChangedInput`` where what it read is no longer as it was stored.
  mutating func save(_ output: StageOutput, of stage: Int) throws -> FinishedStage? {
    guard let key = keys[stage] else { return nil }
    try checkInputs(of: stage)
    let result = try store.save(output, of: plan.stages[stage], key: key)
    // The results are safe; what is left of the work takes room, and nothing else.
    try? store.discardWork(for: key.fingerprint)
    note(result, of: stage)
    saved.insert(key.fingerprint)
    return result
  }

  /// Looks at every file that a stage has read: whoever may write everywhere, as root may, can
  /// change one, and then its key says what is not so.
  private func checkInputs(of stage: Int) throws {
    for (group, place) in zip(plan.stages[stage].groups, edges.groups[stage]) {
      for (input, member) in zip(group.members, edges.members[place]) {
        guard let result = results[member] else { continue }
        guard try store.finished(result.fingerprint) != nil else {
          throw ChangedInput(stage: plan.stages[stage].id, input: input.stage)
        }
      }
    }
  }

  /// What a stage reads.
  func inputs(of stage: Int) throws -> [StageJob.Input] {
    try zip(plan.stages[stage].groups, edges.groups[stage]).flatMap { group, place in
      try zip(group.members, edges.members[place]).compactMap { input, place in
        try results[place].map { result in
          StageJob.Input(
            role: input.role,
            coordinates: Dictionary(
              input.coordinates.map { ($0.axis, $0.label) }, uniquingKeysWith: { a, _ in a }),
            files: result.files, metrics: try metrics(of: result))
        }
      }
    }
  }
}
