/// A search through the cells of a sweep, in which trials that do well with a small budget go on
/// with a larger one.
public struct PlannedSearch: Sendable {
  /// A trial at a rung.
  public struct Position: Hashable, Sendable {
    public let rung: Int
    public let trial: Int
  }

  /// The axis whose values are the budgets, the smallest first.
  public let rungAxis: String
  public let rungs: [String]
  /// Coordinates of each trial on the search's axes other than that of the budgets, in the order of
  /// the spec.
  public let trials: [[Coordinate]]
  /// The stage and the metric that trials are judged by.
  public let stage: String
  public let metric: String
  public let wantsMost: Bool
  /// Number of trials of which one goes on to the next rung.
  public let keep: Int
  /// Measured stages [rungs, trials, stages]; the mean of their metric is the result of a trial at
  /// a rung.
  let measures: [[[StageID]]]
  /// Positions of the stages that differ by trial and rung; other stages are done in any case.
  let positions: [StageID: Position]

  /// Returns the position of a stage; nil where it is the same for several trials or rungs.
  public func position(of stage: StageID) -> Position? { positions[stage] }

  /// Returns the position that a stage's trial must reach before the stage may run; nil for stages
  /// at the first rung and for those that are done in any case.
  func gate(of stage: StageID) -> Position? { positions[stage].flatMap { $0.rung > 0 ? $0 : nil } }

  /// The smallest number of trials that reach each rung.
  public var leastTrials: [Int] {
    SearchState.leastEntering(trials: trials.count, rungs: rungs.count, keep: keep)
  }
}

/// The progress of a search, which receives results and decides which stages run.
///
/// A run and a survey both use it, so that a survey of known results predicts what a run does.
package struct SearchProgress: Sendable {
  /// A decision about a trial, with the stages that it lets in or leaves out.
  package struct Verdict: Sendable {
    package let decision: SearchState.Decision
    /// Indices in the plan of stages that may be done now.
    package let admitted: [Int]
    /// Indices in the plan of stages that will not be done.
    package let pruned: [Int]
  }

  private let search: PlannedSearch
  private var state: SearchState
  /// Positions of the measured stages, by the stages' indices in the plan.
  private let measures: [Int: PlannedSearch.Position]
  /// Indices of the stages that wait until their trial reaches a position.
  private let gated: [PlannedSearch.Position: [Int]]
  /// Number of measured stages at each position that have not ended.
  private var missing: [PlannedSearch.Position: Int] = [:]
  /// Metrics of the measured stages at each position that have ended; nil for failures.
  private var values: [PlannedSearch.Position: [Double?]] = [:]

  /// Begins the search of a plan; nil where the plan has none.
  package init?(_ plan: Plan) {
    guard let search = plan.search else { return nil }
    self.search = search
    state = SearchState(
      trials: search.trials.count, rungs: search.rungs.count, keep: search.keep,
      wantsMost: search.wantsMost)
    var positions: [StageID: PlannedSearch.Position] = [:]
    for (rung, trials) in search.measures.enumerated() {
      for (trial, stages) in trials.enumerated() {
        for stage in stages { positions[stage] = PlannedSearch.Position(rung: rung, trial: trial) }
      }
    }
    var measures: [Int: PlannedSearch.Position] = [:]
    var gated: [PlannedSearch.Position: [Int]] = [:]
    for (index, stage) in plan.stages.enumerated() {
      if let gate = search.gate(of: stage.id) { gated[gate, default: []].append(index) }
      if let measured = positions[stage.id] { measures[index] = measured }
    }
    (self.measures, self.gated) = (measures, gated)
    for measured in measures.values { missing[measured, default: 0] += 1 }
  }

  /// Indices in the plan of all stages that wait for a decision at first, ascending.
  package var gatedStages: [Int] { gated.values.joined().sorted() }

  /// Checks whether the search judges trials by a stage, given by its index in the plan.
  package func measures(_ index: Int) -> Bool { measures[index] != nil }

  /// Name of the metric by which the search judges trials.
  package var metric: String { search.metric }

  /// Notes that a stage has ended, and returns what is decided by it.
  ///
  /// - Parameters:
  ///   - index: The stage's index in the plan.
  ///   - value: The stage's metric; nil where it failed.
  package mutating func ended(_ index: Int, with value: Double?) -> [Verdict] {
    guard let measured = measures[index], let left = missing[measured], left > 0 else { return [] }
    missing[measured] = left - 1
    values[measured, default: []].append(value)
    guard left == 1 else { return [] }
    return state.measured(measured.trial, at: measured.rung, mean(of: measured)).map(verdict)
  }

  /// Computes the mean of all metrics at a position; nil where a stage failed.
  private func mean(of position: PlannedSearch.Position) -> Double? {
    let known = (values[position] ?? []).compactMap { $0 }
    guard !known.isEmpty, known.count == values[position]?.count else { return nil }
    // In an order of their own, so that the sum does not depend on which came first.
    return known.sorted().reduce(0, +) / Double(known.count)
  }

  private func verdict(_ decision: SearchState.Decision) -> Verdict {
    let later = (decision.rung + 1)..<search.rungs.count
    if decision.goesOn {
      let next = PlannedSearch.Position(rung: decision.rung + 1, trial: decision.trial)
      return Verdict(decision: decision, admitted: gated[next] ?? [], pruned: [])
    }
    let pruned = later.flatMap { rung in
      gated[PlannedSearch.Position(rung: rung, trial: decision.trial)] ?? []
    }
    return Verdict(decision: decision, admitted: [], pruned: pruned)
  }
}
