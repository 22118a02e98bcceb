import Pipeline
import TestSupport
import Testing

@Suite("successive halving")
struct SearchStateTests {
  /// Feeds results in a random order and returns the decisions.
  private func run(
    trials: Int, rungs: Int, keep: Int, wantsMost: Bool = true, order seed: UInt64,
    value: (_ trial: Int, _ rung: Int) -> Double?
  ) -> [SearchState.Decision] {
    var numbers = SeededNumbers(seed: seed)
    var state = SearchState(trials: trials, rungs: rungs, keep: keep, wantsMost: wantsMost)
    var open = (0..<trials).map { (trial: $0, rung: 0) }
    var decisions: [SearchState.Decision] = []
    while !open.isEmpty {
      let next = open.remove(at: Int.random(in: open.indices, using: &numbers))
      let new = state.measured(next.trial, at: next.rung, value(next.trial, next.rung))
      decisions += new
      open += new.filter(\.goesOn).map { ($0.trial, $0.rung + 1) }
    }
    return decisions
  }

  private func entered(_ decisions: [SearchState.Decision], _ rung: Int) -> [Int] {
    decisions.filter { $0.rung == rung && $0.goesOn }.map(\.trial)
  }

  @Test("nine trials, one of three: the best go on as soon as they are the best third so far")
  func nine() {
    let scores: [Double] = [1, 9, 2, 8, 3, 7, 4, 6, 5]
    let decisions = run(trials: 9, rungs: 3, keep: 3, order: 1) { trial, _ in scores[trial] }
    // The best of the first three is trial 1; of six, 1 and 3; of nine, 1, 3 and 5.
    #expect(entered(decisions, 0) == [1, 3, 5])
    #expect(entered(decisions, 1) == [1])
    #expect(decisions.count == 9 + 3)
  }

  @Test("the order in which trials end changes no decision, nor their order at a rung")
  func order() {
    for seed in UInt64(0)..<200 {
      var numbers = SeededNumbers(seed: seed)
      let trials = Int.random(in: 1...20, using: &numbers)
      let (rungs, keep) = (
        Int.random(in: 1...4, using: &numbers), Int.random(in: 2...4, using: &numbers)
      )
      let table = (0..<trials).map { _ in
        (0..<rungs).map { _ in Int.random(in: (seed < 100 ? 0 : 1)..<6, using: &numbers) }
      }
      let runs = (0..<5).map { order in
        run(trials: trials, rungs: rungs, keep: keep, order: order) { trial, rung in
          table[trial][rung] == 0 ? nil : Double(table[trial][rung])
        }
      }
      for rung in 0..<rungs {
        let wanted = runs[0].filter { $0.rung == rung }
        #expect(
          runs.allSatisfy { $0.filter { $0.rung == rung } == wanted }, "seed \(seed), rung \(rung)")
      }
      let decided = Set(runs[0].map { [$0.rung, $0.trial] })
      #expect(decided.count == runs[0].count, "seed \(seed): decided twice")
      #expect(runs[0].allSatisfy { !$0.goesOn || $0.value != nil }, "seed \(seed)")
      guard seed >= 100 else { continue }
      let least = SearchState.leastEntering(trials: trials, rungs: rungs, keep: keep)
      for rung in 1..<max(1, rungs) {
        #expect(entered(runs[0], rung - 1).count >= least[rung], "seed \(seed)")
      }
    }
  }

  @Test("the best trial reaches the last rung where its metric is the best at every rung")
  func best() {
    for seed in UInt64(0)..<50 {
      var numbers = SeededNumbers(seed: seed)
      let trials = Int.random(in: 2...30, using: &numbers)
      let best = Int.random(in: 0..<trials, using: &numbers)
      let decisions = run(trials: trials, rungs: 3, keep: 3, wantsMost: false, order: seed) {
        trial, _ in trial == best ? -1 : Double(trial)
      }
      #expect(entered(decisions, 1).contains(best), "seed \(seed)")
    }
  }

  @Test("trials that failed or whose metric isn't finite never go on", arguments: [true, false])
  func failures(wantsMost: Bool) {
    let decisions = run(trials: 5, rungs: 2, keep: 2, wantsMost: wantsMost, order: 3) { trial, _ in
      [nil, .nan, .infinity, 0.1, -.infinity][trial]
    }
    #expect(entered(decisions, 0) == [3])
    #expect(decisions.count == 5)
    let alone = run(trials: 1, rungs: 3, keep: 4, order: 0) { _, _ in nil }
    #expect(alone.map(\.goesOn) == [false])
  }

  @Test("one rung decides nothing")
  func single() {
    #expect(run(trials: 5, rungs: 1, keep: 3, order: 0) { trial, _ in Double(trial) }.isEmpty)
  }
}
