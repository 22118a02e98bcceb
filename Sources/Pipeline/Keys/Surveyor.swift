internal import Options
internal import Spec

extension SearchProgress {
  /// Tells the search of all figures that are there; whether a gate has opened or shut.
  mutating func takeIn(
    _ needs: [CacheStatus], _ store: some StageStore, _ gates: inout [Int: CacheStatus]
  ) throws -> Bool {
    var hasChanged = false
    for (place, need) in needs.enumerated() where measures(place) {
      guard case .cached(_, let known) = need else { continue }
      let value = try store.metrics(of: known.fingerprint).last { $0.name == metric }?.value
      for verdict in ended(place, with: value) {
        for place in verdict.admitted { gates[place] = nil }
        for place in verdict.pruned { gates[place] = .pruned }
        hasChanged = true
      }
    }
    return hasChanged
  }
}

/// Goes through a plan's stages in order, inputs first.
struct Surveyor<Store: StageStore> {
  private let plan: Plan
  private let store: Store
  private var resolver: KeyResolver
  private let forced: Set<StageID>
  private let gates: [Int: CacheStatus]
  private(set) var takeovers: TakeoverSearch
  private(set) var taken: [Int: Takeover] = [:]
  private(set) var refused: [Int: TakeoverRefusal] = [:]
  private var needs: [CacheStatus] = []
  /// The first stage to be done of each key, and of each work whose key isn't known yet.
  private var leaders: [Fingerprint: Int] = [:]
  /// By kind and options, the stages whose keys aren't known yet: those of one recipe may turn out
  /// to say the same.
  private var waiting: [Fingerprint: [Int]] = [:]

  /// - Parameters:
  ///   - resolver: A new one for this plan.
  ///   - gates: By place, the needs of stages that a search hasn't let in.
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
    needs.reserveCapacity(plan.stages.count)
  }

  mutating func look(at place: Int) throws {
    let stage = plan.stages[place]
    if let gate = gates[place] {
      if takeovers.wanted.contains(stage.id) { refused[place] = .undecidedTrial }
      return add(gate, symbol: Fingerprint(ofFields: ["gate", stage.id.description]))
    }
    switch try resolver.resolve(place) {
    case .key(let key): try look(stage, place, key)
    case .open(let open): wait(stage, place, open)
    }
  }

  private mutating func look(_ stage: PlannedStage, _ place: Int, _ key: StageKey) throws {
    let isForced = forced.contains(stage.id)
    if let takeover = try takeover(of: stage, place, key, isForced) {
      cached(key, takeover.former)
    } else if let leader = leaders[key.fingerprint] {
      add(.follows(plan.stages[leader].id, key), symbol: key.fingerprint)
    } else if !isForced, let finished = try store.finished(key.fingerprint) {
      cached(key, finished)
    } else {
      leaders[key.fingerprint] = place
      let reasons = isForced ? ["asked for with --force"] : try reasons(for: stage, key)
      add(.due(key, reasons: reasons), symbol: key.fingerprint)
    }
  }

  private mutating func takeover(
    of stage: PlannedStage, _ place: Int, _ key: StageKey, _ isForced: Bool
  ) throws -> Takeover? {
    if isForced {
      let isMeant = takeovers.wanted.contains(stage.id) || takeovers.found[key.fingerprint] != nil
      if isMeant { refused[place] = .forced }
      return nil
    }
    switch try takeovers.answer(for: stage, key, of: plan.experiment, store) {
    case .takeover(let takeover):
      taken[place] = takeover
      return takeover
    case .refusal(let refusal):
      refused[place] = refusal
      return nil
    case nil: return nil
    }
  }

  private mutating func cached(_ key: StageKey, _ finished: FinishedStage) {
    resolver.note(content: finished.content, ofStageAt: needs.count)
    needs.append(.cached(key, finished))
  }

  private mutating func wait(_ stage: PlannedStage, _ place: Int, _ open: KeyResolver.OpenKey) {
    if takeovers.wanted.contains(stage.id) {
      let first = plan.stages[open.first].id
      refused[place] = forced.contains(stage.id) ? .forced : .waits(for: first)
    }
    if let leader = leaders[open.symbol] {
      return add(.follows(plan.stages[leader].id, nil), symbol: open.symbol)
    }
    leaders[open.symbol] = place
    waiting[open.recipe, default: []].append(place)
    add(.waits(for: plan.stages[open.first].id), symbol: open.symbol)
  }

  /// The needs, with those stages told apart that will run whatever their inputs come to: the store
  /// has no stage of their kind and options.
  mutating func settled() throws -> [CacheStatus] {
    if waiting.isEmpty { return needs }
    var due: Set<Fingerprint> = []
    for need in needs {
      if case .due(let key, _) = need { due.insert(StageKey.recipe(of: key.components)) }
    }
    // As if the store had what is to be taken over.
    let taken = Set(takeovers.found.values.map { StageKey.recipe(of: $0.key.components) })
    for (recipe, places) in waiting {
      let isNew = try !taken.contains(recipe) && !store.hasFinished(recipe: recipe)
      let hasMates = places.count > 1 || due.contains(recipe)
      for place in places {
        guard case .waits(let first) = needs[place] else { continue }
        let isForced = forced.contains(plan.stages[place].id)
        if isNew || isForced {
          needs[place] = .dueAfter(first, unlessSame: hasMates && !isForced)
        }
      }
    }
    return needs
  }

  private mutating func add(_ need: CacheStatus, symbol: Fingerprint) {
    resolver.note(symbol: symbol, ofStageAt: needs.count)
    needs.append(need)
  }

  private func reasons(for stage: PlannedStage, _ key: StageKey) throws -> [String] {
    guard let last = try store.lastKey(experiment: plan.experiment, stage: stage.id) else {
      return ["never done"]
    }
    let lines = KeyDifference(from: last, to: key.components).lines
    return lines.isEmpty ? ["its files are gone from the store"] : lines
  }
}
