/// Asynchronous successive halving (Li et al., arXiv 1810.05934, algorithm 2), made independent of
/// the order in which trials end.
///
/// Trials enter a rung in a fixed order. Whenever the results of another `keep` of them are there,
/// counted from the first, the best `1/keep` of those so far that did not go on before go on to the
/// next rung, the best first; what failed or has no finite figure never does. So decisions are
/// taken as soon as in the original, but each depends on results alone: with any number of workers,
/// and after an interruption, they are the same.
package struct SearchState: Hashable, Sendable {
  /// What happens to a trial at a rung.
  package struct Decision: Hashable, Sendable {
    package let rung: Int
    package let trial: Int
    /// The figure by which it was judged; nil where it failed.
    package let value: Double?
    /// Whether it enters the next rung.
    package let goesOn: Bool
  }

  private let rungs: Int
  private let keep: Int
  private let wantsMost: Bool
  /// The trials that have entered each rung, in order.
  private var entered: [[Int]]
  /// Whether no more trial will enter a rung.
  private var isComplete: [Bool]
  /// By rung and trial; a result of nil is a failure.
  private var results: [[Int: Double?]]
  private var decided: [Set<Int>]
  /// How many of those that entered have been looked at.
  private var judged: [Int]

  /// - Parameters:
  ///   - trials: How many there are; at least 1.
  ///   - rungs: How many budgets; at least 1.
  ///   - keep: Of so many trials one goes on; at least 2.
  ///   - wantsMost: Whether a larger figure is better.
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

  /// A trial has a result at a rung; nil where it failed.
  ///
  /// - Returns: What is decided by it, in order; the last rung decides nothing.
  package mutating func measured(_ trial: Int, at rung: Int, _ value: Double?) -> [Decision] {
    results[rung][trial] = .some(value)
    var decisions: [Decision] = []
    for rung in rung..<max(rung, rungs - 1) { decisions += judge(rung) }
    return decisions
  }

  /// How many trials enter each rung at least where none fails; more where a trial that went on
  /// early is overtaken.
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
      let places = isLast ? max(1, count / keep) : count / keep
      for (_, trial) in ranked.prefix(places)
      where figure(trial, rung) != nil && decided[rung].insert(trial).inserted {
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

  /// How many trials to look at next, if all their results are there.
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

  /// The better figure first; what failed or isn't finite last; otherwise in the order of entry.
  private func isBetter(
    _ a: (offset: Int, element: Int), _ b: (offset: Int, element: Int), at rung: Int
  ) -> Bool {
    let (first, second) = (figure(a.element, rung), figure(b.element, rung))
    switch (first, second) {
    case (let first?, let second?) where first != second:
      return wantsMost ? first > second : first < second
    case (.some, nil): return true
    case (nil, .some): return false
    default: return a.offset < b.offset
    }
  }

  private func figure(_ trial: Int, _ rung: Int) -> Double? {
    results[rung][trial].flatMap { $0 }.flatMap { $0.isFinite ? $0 : nil }
  }
}
