internal import Pipeline
internal import Spec

/// The keys of a run's stages and the results of those that are done, as far as the run knows them.
struct KnownStages {
  private let plan: Plan
  private let edges: PlanEdges
  private let store: any StageStore
  /// Stages that are run again though their results are in the store.
  private let forced: Set<StageID>
  private var resolver: KeyResolver
  private var keys: [StageKey?]
  private var results: [FinishedStage?]
  /// Indices of the stages whose keys the survey did not find in the store.
  private var missing: Set<Int> = []
  /// Keys of the results that this run has stored, which need not be forced again.
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

  /// Takes over the keys and the finished stages that a survey has found.
  ///
  /// - Returns: The indices of the stages that are done as far as the survey knows; those that
  ///   turn out to depend on stages that are not done are to be forgotten.
  mutating func takeOver(_ survey: Survey) -> [Int] {
    var found: [Int] = []
    for (stage, status) in survey.statuses.enumerated() {
      switch status {
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

  /// Returns the fingerprint of a stage's key; nil until the key has been resolved.
  func key(of stage: Int) -> Fingerprint? { keys[stage]?.fingerprint }

  /// Resolves a stage's key, once all that it reads is done.
  mutating func resolve(_ stage: Int) throws -> Fingerprint {
    let key = try keys[stage] ?? resolver.key(ofStageAt: stage)
    keys[stage] = key
    return key.fingerprint
  }

  /// Returns the result of a stage; nil where it isn't done.
  func result(of stage: Int) -> FinishedStage? { results[stage] }

  mutating func note(_ result: FinishedStage, of stage: Int) {
    results[stage] = result
    resolver.note(content: result.content, ofStageAt: stage)
  }

  mutating func forget(_ stage: Int) { results[stage] = nil }
}

// MARK: - The store

extension KnownStages {
  /// Looks a stage up in the store, unless the survey has just done so in vain.
  mutating func lookUpFirst(_ stage: Int) throws -> FinishedStage? {
    missing.remove(stage) == nil ? try lookUp(stage) : nil
  }

  /// Returns the stage as the store has it; nil where it is to be run, because it is forced or
  /// because it isn't there.
  func lookUp(_ stage: Int) throws -> FinishedStage? {
    guard let key = key(of: stage), !isForced(stage, key) else { return nil }
    return try store.finished(key)
  }

  /// Returns whether the store has a stage, forced or not.
  func isStored(_ stage: Int) throws -> Bool {
    try key(of: stage).flatMap { try store.finished($0) } != nil
  }

  private func isForced(_ stage: Int, _ key: Fingerprint) -> Bool {
    forced.contains(plan.stages[stage].id) && !saved.contains(key)
  }

  func metrics(of result: FinishedStage) throws -> [Metric] {
    try store.metrics(of: result.fingerprint)
  }

  /// Stores the result of a stage and returns it as stored; nil where the stage has no key.
  ///
  /// - Throws: ``ChangedInput`` where a file that it read is no longer as it was stored.
  mutating func save(_ output: StageOutput, of stage: Int) throws -> FinishedStage? {
    guard let key = keys[stage] else { return nil }
    try checkInputs(of: stage)
    let result = try store.save(output, of: plan.stages[stage], key: key)
    // The results are safe; the rest of the work folder only takes room.
    try? store.discardWork(for: key.fingerprint)
    note(result, of: stage)
    saved.insert(key.fingerprint)
    return result
  }

  /// Checks that the files which a stage has read are unchanged: a process that may write
  /// everywhere, as root may, can change one, and then the stage's key would be wrong.
  private func checkInputs(of stage: Int) throws {
    for (group, index) in zip(plan.stages[stage].groups, edges.groups[stage]) {
      for (input, member) in zip(group.members, edges.members[index]) {
        guard let result = results[member] else { continue }
        guard try store.finished(result.fingerprint) != nil else {
          throw ChangedInput(stage: plan.stages[stage].id, input: input.stage)
        }
      }
    }
  }

  /// Returns the inputs of a stage, with their files and metrics.
  func inputs(of stage: Int) throws -> [StageJob.Input] {
    try zip(plan.stages[stage].groups, edges.groups[stage]).flatMap { group, index in
      try zip(group.members, edges.members[index]).compactMap { input, member in
        try results[member].map { result in
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
