/// A search through the cells of a sweep: trials that do well with little go on with more.
public struct PlannedSearch: Sendable {
  /// A trial at a budget.
  public struct Place: Hashable, Sendable {
    public let rung: Int
    public let trial: Int
  }

  /// The axis whose values are the budgets, the smallest first.
  public let rungAxis: String
  public let rungs: [String]
  /// Where each trial stands on the other axes of the search, in the order of the spec.
  public let trials: [[Coordinate]]
  /// The stage and the metric that trials are judged by.
  public let stage: String
  public let metric: String
  public let wantsMost: Bool
  /// Of so many trials one goes on.
  public let keep: Int
  /// By rung and trial, the stages whose figures' mean is the result.
  let measures: [[[StageID]]]
  /// Where the stages stand that differ by trial and rung; the others are done in any case.
  let places: [StageID: Place]

  /// Where a stage stands; nil where it is the same for several trials or rungs.
  public func place(of stage: StageID) -> Place? { places[stage] }

  /// The decision that a stage waits for: that its trial reaches a rung after the first.
  func gate(of stage: StageID) -> Place? { places[stage].flatMap { $0.rung > 0 ? $0 : nil } }

  /// How many trials reach each rung at least.
  public var leastTrials: [Int] {
    SearchState.leastEntering(trials: trials.count, rungs: rungs.count, keep: keep)
  }
}

/// How far a search is: which stages its decisions let in or leave out.
///
/// A value that is told of results; a run and a survey use the same one, so that a plan of what is
/// known already says what a run does.
package struct SearchProgress: Sendable {
  /// What a result brings about.
  package struct Verdict: Sendable {
    package let decision: SearchState.Decision
    /// Places in the plan of stages that may be done now.
    package let admitted: [Int]
    /// Places of stages that will not be done.
    package let pruned: [Int]
  }

  private let search: PlannedSearch
  private var state: SearchState
  /// By place in the plan, which trial and rung the stage measures.
  private let measures: [Int: PlannedSearch.Place]
  private let gated: [PlannedSearch.Place: [Int]]
  private var missing: [PlannedSearch.Place: Int] = [:]
  private var figures: [PlannedSearch.Place: [Double?]] = [:]

  /// - Returns: nil where the plan has no search.
  package init?(_ plan: Plan) {
    guard let search = plan.search else { return nil }
    self.search = search
    state = SearchState(
      trials: search.trials.count, rungs: search.rungs.count, keep: search.keep,
      wantsMost: search.wantsMost)
    var places: [StageID: PlannedSearch.Place] = [:]
    for (rung, trials) in search.measures.enumerated() {
      for (trial, stages) in trials.enumerated() {
        for stage in stages { places[stage] = PlannedSearch.Place(rung: rung, trial: trial) }
      }
    }
    var measures: [Int: PlannedSearch.Place] = [:]
    var gated: [PlannedSearch.Place: [Int]] = [:]
    for (place, stage) in plan.stages.enumerated() {
      if let gate = search.gate(of: stage.id) { gated[gate, default: []].append(place) }
      if let measured = places[stage.id] { measures[place] = measured }
    }
    (self.measures, self.gated) = (measures, gated)
    for measured in measures.values { missing[measured, default: 0] += 1 }
  }

  /// The places of all stages that wait for a decision at first.
  package var gatedPlaces: [Int] { gated.values.joined().sorted() }

  /// Whether the search wants to know what a stage came to.
  package func measures(_ place: Int) -> Bool { measures[place] != nil }

  /// The metric that it wants to know of such a stage.
  package var metric: String { search.metric }

  /// A stage has ended with a figure, or without one.
  package mutating func ended(_ place: Int, with value: Double?) -> [Verdict] {
    guard let measured = measures[place], let left = missing[measured], left > 0 else { return [] }
    missing[measured] = left - 1
    figures[measured, default: []].append(value)
    guard left == 1 else { return [] }
    return state.measured(measured.trial, at: measured.rung, mean(of: measured)).map(verdict)
  }

  /// Of the figures of all stages that measure it; nil where one of them failed.
  private func mean(of place: PlannedSearch.Place) -> Double? {
    let values = (figures[place] ?? []).compactMap { $0 }
    guard !values.isEmpty, values.count == figures[place]?.count else { return nil }
    // In an order of their own, so that the sum does not depend on which came first.
    return values.sorted().reduce(0, +) / Double(values.count)
  }

  private func verdict(_ decision: SearchState.Decision) -> Verdict {
    let later = (decision.rung + 1)..<search.rungs.count
    if decision.goesOn {
      let next = PlannedSearch.Place(rung: decision.rung + 1, trial: decision.trial)
      return Verdict(decision: decision, admitted: gated[next] ?? [], pruned: [])
    }
    let pruned = later.flatMap { rung in
      gated[PlannedSearch.Place(rung: rung, trial: decision.trial)] ?? []
    }
    return Verdict(decision: decision, admitted: [], pruned: pruned)
  }
}
