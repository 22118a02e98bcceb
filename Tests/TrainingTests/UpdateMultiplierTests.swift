import Models
import Options
import Tensors
import TestSupport
import Testing

@testable import Training

/// A branched matrix of the fixture `rep-optimizer`: W' = Σ_b diag(s_b) W_b.
struct BranchedCase: CustomTestStringConvertible, Sendable {
  let name: String
  let rule: String

  var testDescription: String { "\(name), \(rule)" }

  static let all = ["scalar", "rows"].flatMap { name in
    ["sgd", "adamw"].map { BranchedCase(name: name, rule: $0) }
  }

  var optimizer: any Optimizer { rule == "sgd" ? MomentumSGD() : AdamW() }
  /// 1 - beta2 of Adam in single precision is off by 1e-5 of itself.
  var tolerance: Double { rule == "sgd" ? 1e-5 : 3e-5 }

  func number(_ name: String) throws -> Double {
    try StrategyFixture.number("rep-optimizer", rule, name)
  }

  func losses(_ run: String) throws -> [Double] {
    try StrategyFixture.numbers("rep-optimizer", "cases", name, rule, run)
  }

  /// Trains the merged matrix by our own optimizer.
  ///
  /// - Parameters:
  ///   - multipliers: Factors of the updates.
  ///   - onGradient: Whether gradients are multiplied instead.
  func train(
    by multipliers: [Float], onGradient: Bool = false
  ) throws -> (losses: [Double], matrix: [Float]) {
    let fixture = try StrategyFixture("rep-optimizer")
    let task = try LinearTask(fixture, "\(name).")
    let bank = task.bank()
    bank["matrix"] = try fixture.values("\(name).merged")
    let hook = UpdateMultipliers(onGradient ? [:] : ["matrix": multipliers])
    let updater = ParameterUpdater(
      bank, optimizer, hooks: [hook], workers: Workers(threads: 1))
    var losses = [task.loss(bank)]
    let (rate, decay) = (try number("lr"), try number("weight_decay"))
    for step in 1...30 {
      task.differentiate(bank)
      if onGradient {
        for (index, factor) in multipliers.enumerated() { bank.gradients[index] *= factor }
      }
      updater.update(step: step, rate: rate, decay: decay, clip: 0)
      losses.append(task.loss(bank))
    }
    return (losses, bank.allValues)
  }
}

@Suite("multipliers of updates")
struct UpdateMultiplierTests {
  @Test("train one matrix as the sum of branches is trained", arguments: BranchedCase.all)
  func branches(tried: BranchedCase) throws {
    let fixture = try StrategyFixture("rep-optimizer")
    let multipliers = try fixture.values("\(tried.name).multiplier.\(tried.rule)")
    let found = try tried.train(by: multipliers)
    for run in ["plain_with_multiplier", "branched"] {
      let wanted = try tried.losses(run)
      #expect(worstDifference(found.losses, wanted) < tried.tolerance, "\(run)")
    }
    for run in ["plain", "branched"] {
      let wanted = try fixture.values("\(tried.name).\(tried.rule).\(run)").map { Double($0) }
      #expect(relativeDistance(found.matrix, wanted) < 1e-5, "\(run)")
    }
  }

  @Test("on Adam's gradient do nothing", arguments: ["scalar", "rows"])
  func onGradient(name: String) throws {
    let tried = BranchedCase(name: name, rule: "adamw")
    let fixture = try StrategyFixture("rep-optimizer")
    let found = try tried.train(
      by: fixture.values("\(name).multiplier.sgd"), onGradient: true)
    let wanted = try fixture.values("\(name).adamw.gradient_only").map { Double($0) }
    #expect(relativeDistance(found.matrix, wanted) < 1e-5)
    let losses = try tried.losses("multiplier_on_gradient_only")
    #expect(worstDifference(found.losses, losses) < tried.tolerance)
    let branched = try fixture.values("\(name).adamw.branched").map { Double($0) }
    #expect(relativeDistance(found.matrix, branched) > 0.02)
  }

  @Test(
    "of 1 give the bits of none, and a power of 2 those of a learning rate without decay",
    arguments: [0, 0.1])
  func uniform(decay: Double) throws {
    let optimizers: [any Optimizer] = [AdamW(), MomentumSGD()]
    for optimizer in optimizers {
      func bits(_ change: (inout TrainingSettings) -> Void) throws -> [UInt32] {
        let trainer = try SmallRun(holding: .chains).trainer(steps: 5) { settings in
          (settings.optimizer, settings.weightDecay) = (optimizer, decay)
          change(&settings)
        }
        for _ in 0..<5 { try trainer.advance() }
        return trainer.bits
      }
      func multiplied(by factor: Double) throws -> [UInt32] {
        var hook = UpdateMultipliersHook()
        hook.selections = [ParameterSelection(.central)]
        hook.factor = factor
        return try bits { $0.hooks = [hook] }
      }
      let slower = try bits { settings in
        settings.parameterGroups = [
          ParameterGroup([ParameterSelection(.central)], learningRateFactor: 0.25)
        ]
      }
      let (plain, quarter) = (try bits { _ in }, try multiplied(by: 0.25))
      let one = try multiplied(by: 1)
      #expect(one == plain)
      #expect(quarter != plain)
      #expect((quarter == slower) == (decay == 0))
    }
  }

  @Test("are those of the entry, in every tile and of every hook", arguments: [1, 3])
  func tiles(threads: Int) {
    let (rows, columns) = (300, 301)
    let bank = matrixBank(rows: rows, columns: columns)
    var numbers = SeededNumbers(seed: 2)
    let before = (0..<rows * columns).map { _ in numbers.float() }
    let factors = (0..<rows * columns).map { Float($0 % 977) / 100 }
    bank["matrix"] = before
    for index in before.indices { bank.gradients[index] = 0.5 }
    let hooks = [
      UpdateMultipliers(["matrix": factors]),
      UpdateMultipliers(["matrix": factors.map { _ in 2 }]), UpdateMultipliers([:]),
    ]
    let updater = ParameterUpdater(
      bank, MomentumSGD(), hooks: hooks, workers: Workers(threads: threads))
    updater.update(step: 1, rate: 0.1, decay: 0, clip: 0)
    let wanted = zip(before, factors).map { Double($0) - 0.1 * Double($1) }
    #expect(relativeDistance(bank.allValues, wanted) < 1e-6)
  }
}
