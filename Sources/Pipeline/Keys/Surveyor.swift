internal import Options
internal import Spec

extension SearchProgress {
  /// Reports the metrics of all cached stages to the search.
  ///
  /// - Returns: Whether a gate has opened or shut.
  mutating func takeIn(
    _ statuses: [CacheStatus], _ store: some StageStore, _ gates: inout [Int: CacheStatus]
  ) throws -> Bool {
    var hasChanged = false
    for (index, status) in statuses.enumerated() where measures(index) {
      guard case .cached(_, let known) = status else { continue }
      let value = try store.metrics(of: known.fingerprint).last { $0.name == metric }?.value
      for verdict in ended(index, with: value) {
        for admitted in verdict.admitted { gates[admitted] = nil }
        for pruned in verdict.pruned { gates[pruned] = .pruned }
        hasChanged = true
      }
    }
    return hasChanged
  }
}

/// Finds the cache status of a plan's stages, one by one, inputs first.
struct Surveyor<Store: StageStore> {
  private let plan: Plan
  private let store: Store
  private var resolver: KeyResolver
  private let forced: Set<StageID>
  private let gates: [Int: CacheStatus]
  private(set) var takeovers: TakeoverSearch
  private(set) var taken: [Int: Takeover] = [:]
  private(set) var refused: [Int: TakeoverRefusal] = [:]
  private var statuses: [CacheStatus] = []
  /// Indices of the first stage to be done of each key, or of each symbol where the key isn't known
  /// yet.
  private var leaders: [Fingerprint: Int] = [:]
  /// Indices of the stages whose keys aren't known yet, by recipe; stages of one recipe may turn
  /// out to be the same work.
  private var waiting: [Fingerprint: [Int]] = [:]

  /// Makes a surveyor that has looked at no stage yet.
  ///
  /// - Parameters:
  ///   - resolver: A new resolver for this plan.
  ///   - gates: The statuses of stages that a search hasn't let in, by index.
  init(
    _ plan: Plan, store: Store, resolver: KeyResolver, forced: Set<StageID>,
    gates: [Int: CacheStatus], takeovers: TakeoverSearch
  ) {
    self.plan = plan
    self.store = store
    self.resolver = resolver
    self.forced = forced
    self.gates = gates
    self.takeovers = takeovers
    statuses.reserveCapacity(plan.stages.count)
  }

  mutating func look(at index: Int) throws {
    let stage = plan.stages[index]
    if let gate = gates[index] {
      if takeovers.wanted.contains(stage.id) { refused[index] = .undecidedTrial }
      return add(gate, symbol: Fingerprint(ofFields: ["gate", stage.id.description]))
    }
    switch try resolver.resolve(index) {
    case .key(let key): try look(stage, index, key)
    case .open(let open): wait(stage, index, open)
    }
  }

  private mutating func look(_ stage: PlannedStage, _ index: Int, _ key: StageKey) throws {
    let isForced = forced.contains(stage.id)
    if let takeover = try takeover(of: stage, index, key, isForced) {
      cached(key, takeover.former)
    } else if let leader = leaders[key.fingerprint] {
      add(.follows(plan.stages[leader].id, key), symbol: key.fingerprint)
    } else if !isForced, let finished = try store.finished(key.fingerprint) {
      cached(key, finished)
    } else {
      leaders[key.fingerprint] = index
      let reasons = isForced ? ["asked for with --force"] : try reasons(for: stage, key)
      add(.due(key, reasons: reasons), symbol: key.fingerprint)
    }
  }

  private mutating func takeover(
    of stage: PlannedStage, _ index: Int, _ key: StageKey, _ isForced: Bool
  ) throws -> Takeover? {
    if isForced {
      let isMeant = takeovers.wanted.contains(stage.id) || takeovers.found[key.fingerprint] != nil
      if isMeant { refused[index] = .forced }
      return nil
    }
    switch try takeovers.answer(for: stage, key, of: plan.experiment, store) {
    case .takeover(let takeover):
      taken[index] = takeover
      return takeover
    case .refusal(let refusal):
      refused[index] = refusal
      return nil
    case nil: return nil
    }
  }

  private mutating func cached(_ key: StageKey, _ finished: FinishedStage) {
    resolver.note(content: finished.content, ofStageAt: statuses.count)
    statuses.append(.cached(key, finished))
  }

  private mutating func wait(_ stage: PlannedStage, _ index: Int, _ open: KeyResolver.OpenKey) {
    if takeovers.wanted.contains(stage.id) {
      let first = plan.stages[open.first].id
      refused[index] = forced.contains(stage.id) ? .forced : .waits(for: first)
    }
    if let leader = leaders[open.symbol] {
      return add(.follows(plan.stages[leader].id, nil), symbol: open.symbol)
    }
    leaders[open.symbol] = index
    waiting[open.recipe, default: []].append(index)
    add(.waits(for: plan.stages[open.first].id), symbol: open.symbol)
  }

  /// Returns the statuses after finding out which of the waiting stages will run in any case.
  ///
  /// They will where the store has no stage of their kind and options.
  mutating func settled() throws -> [CacheStatus] {
    if waiting.isEmpty { return statuses }
    var due: Set<Fingerprint> = []
    for status in statuses {
      if case .due(let key, _) = status { due.insert(StageKey.recipe(of: key.components)) }
    }
    // As if the store had what is to be taken over.
    let taken = Set(takeovers.found.values.map { StageKey.recipe(of: $0.key.components) })
    for (recipe, indices) in waiting {
      let isNew = try !taken.contains(recipe) && !store.hasFinished(recipe: recipe)
      let hasMates = indices.count > 1 || due.contains(recipe)
      for index in indices {
        guard case .waits(let first) = statuses[index] else { continue }
        let isForced = forced.contains(plan.stages[index].id)
        if isNew || isForced {
          statuses[index] = .dueAfter(first, unlessSame: hasMates && !isForced)
        }
      }
    }
    return statuses
  }

  private mutating func add(_ status: CacheStatus, symbol: Fingerprint) {
    resolver.note(symbol: symbol, ofStageAt: statuses.count)
    statuses.append(status)
  }

  private func reasons(for stage: PlannedStage, _ key: StageKey) throws -> [String] {
    guard let last = try store.lastKey(experiment: plan.experiment, stage: stage.id) else {
      return ["never done"]
    }
    let lines = KeyDifference(from: last, to: key.components).lines
    return lines.isEmpty ? ["its files are gone from the store"] : lines
  }
}
