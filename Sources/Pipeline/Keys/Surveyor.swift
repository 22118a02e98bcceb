internal import Options
internal import Spec

extension SearchProgress {
  /// Tells the search of all figures that are there; whether a gate has opened or shut.
  mutating func takeIn(
    _ needs: [StageNeed], _ store: some StageStore, _ gates: inout [Int: StageNeed]
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
  private let keying: StageKeying
  private let edges: PlanEdges
  private let forced: Set<StageID>
  private let gates: [Int: StageNeed]
  private(set) var takeovers: TakeoverSearch
  private(set) var taken: [Int: Takeover] = [:]
  private(set) var refused: [Int: TakeoverRefusal] = [:]
  private var needs: [StageNeed] = []
  private var contents: [Fingerprint?] = []
  private var groups: [GroupState?]
  /// The first stage to be done of each key, and of each work whose key isn't known yet.
  private var leaders: [Fingerprint: Int] = [:]
  /// What a stage that isn't cached stands for in the keys of those that read it.
  private var symbols: [Fingerprint?] = []
  /// By kind and options, the stages whose keys aren't known yet: those of one recipe may turn out
  /// to say the same.
  private var waiting: [Fingerprint: [Int]] = [:]

  private enum GroupState {
    case known(Fingerprint)
    /// A member has to be done first; the digest stands for what the group will be.
    case open(StageID, symbol: Fingerprint)
  }

  init(
    _ plan: Plan, _ store: Store, _ keying: StageKeying, _ edges: PlanEdges,
    _ forced: Set<StageID>, _ gates: [Int: StageNeed], _ takeovers: TakeoverSearch
  ) {
    self.plan = plan
    self.store = store
    self.keying = keying
    self.edges = edges
    self.forced = forced
    self.gates = gates
    self.takeovers = takeovers
    groups = Array(repeating: nil, count: edges.members.count)
    needs.reserveCapacity(plan.stages.count)
  }

  mutating func look(at place: Int) throws {
    let stage = plan.stages[place]
    if let gate = gates[place] {
      if takeovers.wanted.contains(stage.id) { refused[place] = .undecidedTrial }
      return add(gate, symbol: Fingerprint(ofFields: ["gate", stage.id.description]))
    }
    let states = zip(stage.groups, edges.groups[place]).map { state(of: $0, at: $1) }
    var known: [Fingerprint] = []
    var first: StageID?
    for state in states {
      switch state {
      case .known(let content): known.append(content)
      case .open(let waited, _): first = first ?? waited
      }
    }
    if let first {
      try wait(for: first, stage, place, states)
    } else {
      try resolve(stage, place, known)
    }
  }

  private mutating func resolve(
    _ stage: PlannedStage, _ place: Int, _ contents: [Fingerprint]
  ) throws {
    let key = try keying.key(of: stage, contents: contents)
    let isForced = forced.contains(stage.id)
    if let takeover = try takeover(of: stage, place, key, isForced) {
      cached(key, takeover.former)
    } else if let leader = leaders[key.fingerprint] {
      add(.follows(plan.stages[leader].id, key), symbol: symbols[leader])
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
    needs.append(.cached(key, finished))
    contents.append(finished.content)
    symbols.append(nil)
  }

  private mutating func wait(
    for first: StageID, _ stage: PlannedStage, _ place: Int, _ states: [GroupState]
  ) throws {
    if takeovers.wanted.contains(stage.id) {
      refused[place] = forced.contains(stage.id) ? .forced : .waits(for: first)
    }
    let recipe = try keying.recipe(of: stage)
    let symbols = states.map { state in
      switch state {
      case .known(let content): content
      case .open(_, let symbol): symbol
      }
    }
    let symbol = Fingerprint(ofFields: ["after", recipe.description] + symbols.map(\.description))
    if let leader = leaders[symbol] {
      add(.follows(plan.stages[leader].id, nil), symbol: symbol)
      return
    }
    leaders[symbol] = place
    waiting[recipe, default: []].append(place)
    add(.waits(for: first), symbol: symbol)
  }

  /// The needs, with those stages told apart that will run whatever their inputs come to: the store
  /// has no stage of their kind and options.
  mutating func settled() throws -> [StageNeed] {
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

  private mutating func add(_ need: StageNeed, symbol: Fingerprint?) {
    needs.append(need)
    contents.append(nil)
    symbols.append(symbol)
  }

  private mutating func state(of group: InputGroup, at index: Int) -> GroupState {
    if let state = groups[index] { return state }
    let state = newState(of: group, edges.members[index])
    groups[index] = state
    return state
  }

  private func newState(of group: InputGroup, _ members: [Int]) -> GroupState {
    let known = members.compactMap { contents[$0] }
    if known.count == members.count, let content = group.content(known) { return .known(content) }
    let symbols = members.compactMap { contents[$0] ?? self.symbols[$0] }
    let first = members.first { contents[$0] == nil } ?? 0
    return .open(
      plan.stages[first].id,
      symbol: group.content(symbols) ?? Fingerprint(ofFields: []))
  }

  private func reasons(for stage: PlannedStage, _ key: StageKey) throws -> [String] {
    guard let last = try store.lastKey(experiment: plan.experiment, stage: stage.id) else {
      return ["never done"]
    }
    let lines = KeyDifference(from: last, to: key.components).lines
    return lines.isEmpty ? ["its files are gone from the store"] : lines
  }
}
