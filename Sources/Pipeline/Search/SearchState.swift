/// The state of asynchronous successive halving (Li et al., arXiv 1810.05934, algorithm 2), made
/// independent of the order in which trials end.
///
/// Trials enter a rung in a fixed order. Whenever the results of another `keep` of them are there,
/// counted from the first, the best `1/keep` of those so far that did not go on before go on to the
/// next rung, the best first; a trial that failed or has no finite metric never does. So decisions
/// are taken as soon as in the original, but each depends on results alone; they are the same with
/// any number of workers, and after an interruption.
package struct SearchState: Hashable, Sendable {
  /// The decision about a trial at a rung.
  package struct Decision: Hashable, Sendable {
    package let rung: Int
    package let trial: Int
    /// Metric by which the trial was judged; nil where it failed.
    package let value: Double?
    /// Whether the trial enters the next rung.
    package let goesOn: Bool
  }

  private let rungs: Int
  private let keep: Int
  private let wantsMost: Bool
  /// The trials that have entered each rung, in order.
  private var entered: [[Int]]
  /// Whether no more trial will enter a rung.
  private var isComplete: [Bool]
  /// Metrics of each rung by trial; nil for a failure.
  private var results: [[Int: Double?]]
  /// For each rung, the trials about which a decision has been taken.
  private var decided: [Set<Int>]
  /// For each rung, how many of the trials that entered it have been compared with the others;
  /// this happens in the order of the sweep.
  private var judged: [Int]

  /// Begins a search, in which all trials enter the first rung.
  ///
  /// - Parameters:
  ///   - trials: The number of trials, at least 1.
  ///   - rungs: The number of budgets, at least 1.
  ///   - keep: The number of trials of which one goes on, at least 2.
  ///   - wantsMost: Whether a larger metric is better.
  package init(trials: Int, rungs: Int, keep: Int, wantsMost: Bool) {
    self.rungs = rungs
    self.keep = keep
    self.wantsMost = wantsMost
    entered = [Array(0..<trials)] + Array(repeating: [], count: rungs - 1)
    isComplete = [true] + Array(repeating: false, count: rungs - 1)
    results = Array(repeating: [:], count: rungs)
    decided = Array(repeating: [], count: rungs)
    judged = Array(repeating: 0, count: rungs)
  }

  /// Notes the result of a trial at a rung, which is nil where the trial failed.
  ///
  /// - Returns: The decisions that follow, in order; there are none at the last rung.
  package mutating func measured(_ trial: Int, at rung: Int, _ value: Double?) -> [Decision] {
    results[rung][trial] = .some(value)
    var decisions: [Decision] = []
    for rung in rung..<max(rung, rungs - 1) { decisions += judge(rung) }
    return decisions
  }

  /// Returns the smallest number of trials that enter each rung where none fails.
  ///
  /// More enter where a trial that went on early is overtaken later.
  package static func leastEntering(trials: Int, rungs: Int, keep: Int) -> [Int] {
    var counts = [trials]
    while counts.count < rungs { counts.append(max(1, counts[counts.count - 1] / keep)) }
    return counts
  }

  private mutating func judge(_ rung: Int) -> [Decision] {
    var decisions: [Decision] = []
    while let count = nextCount(at: rung) {
      judged[rung] = count
      let isLast = isComplete[rung] && count == entered[rung].count
      let ranked = entered[rung].prefix(count).enumerated().sorted { a, b in
        isBetter(a, b, at: rung)
      }
      let survivors = isLast ? max(1, count / keep) : count / keep
      for (_, trial) in ranked.prefix(survivors)
      where score(trial, rung) != nil && decided[rung].insert(trial).inserted {
        entered[rung + 1].append(trial)
        decisions.append(decision(trial, rung, goesOn: true))
      }
      if isLast {
        for (_, trial) in ranked where decided[rung].insert(trial).inserted {
          decisions.append(decision(trial, rung, goesOn: false))
        }
        isComplete[rung + 1] = true
      }
    }
    return decisions
  }

  /// Returns how many trials of a rung to judge next; nil where one of them has no result yet.
  private func nextCount(at rung: Int) -> Int? {
    let total = entered[rung].count
    var count = (judged[rung] / keep + 1) * keep
    if count > total {
      guard isComplete[rung], !isComplete[rung + 1] else { return nil }
      count = total
    }
    let isReady = entered[rung].prefix(count).allSatisfy { results[rung][$0] != nil }
    return isReady ? count : nil
  }

  private func decision(_ trial: Int, _ rung: Int, goesOn: Bool) -> Decision {
    Decision(rung: rung, trial: trial, value: results[rung][trial] ?? nil, goesOn: goesOn)
  }

  /// Orders trials by their metric, the better one first, and by their entry where metrics are
  /// equal.
  ///
  /// Trials that failed or whose metric isn't finite come last.
  private func isBetter(
    _ a: (offset: Int, element: Int), _ b: (offset: Int, element: Int), at rung: Int
  ) -> Bool {
    let (first, second) = (score(a.element, rung), score(b.element, rung))
    switch (first, second) {
    case (let first?, let second?) where first != second:
      return wantsMost ? first > second : first < second
    case (.some, nil): return true
    case (nil, .some): return false
    default: return a.offset < b.offset
    }
  }

  /// Returns the metric of a trial at a rung; nil where the trial failed or it isn't finite.
  private func score(_ trial: Int, _ rung: Int) -> Double? {
    results[rung][trial].flatMap { $0 }.flatMap { $0.isFinite ? $0 : nil }
  }
}
