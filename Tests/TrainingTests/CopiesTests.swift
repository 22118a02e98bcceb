import Models
import Options
import Tensors
import TestSupport
import Testing

@testable import Training

/// The copies of the fixture `majority` under an optimizer.
private struct CopiedMatrix {
  let fixture: StrategyFixture
  let task: LinearTask
  let bank: ParameterBank
  let copies: ParameterCopies
  let updater: ParameterUpdater
  private static let count = 3

  init(_ optimizer: any Optimizer, draw: @escaping (Int) -> [Double]) throws {
    fixture = try StrategyFixture("majority")
    task = try LinearTask(fixture)
    bank = task.bank()
    let workers = Workers(threads: 2)
    copies = ParameterCopies(
      of: bank.layout.parameters, in: bank, count: Self.count, optimizer, workers
    ) { step, _ in draw(step) }
    updater = ParameterUpdater(bank, optimizer, hooks: [copies], workers: workers)
    let kernels = try fixture.values("kernels")
    for (index, copy) in copies.copies.enumerated() {
      for scalar in 0..<bank.layout.count {
        copy.numbers[scalar] = kernels[index * bank.layout.count + scalar]
      }
    }
    copies.fold()
  }

  /// Does twenty steps, as a training does them.
  ///
  /// - Returns: The losses of the mixtures that the steps compute with, and those of the means
  ///   before the first step and after each.
  func train(rate: Double, decay: Double) -> (mixtures: [Double], means: [Double]) {
    var (mixtures, means) = ([Double](), [task.loss(bank)])
    for step in 1...20 {
      copies.beforeForward(step: step)
      mixtures.append(task.loss(bank))
      task.differentiate(bank)
      updater.update(step: step, rate: rate, decay: decay, clip: 0)
      copies.fold()
      means.append(task.loss(bank))
    }
    return (mixtures, means)
  }

  var kernels: [Float] { copies.copies.flatMap { Array($0.numbers) } }

  static let equalWeights: @Sendable (Int) -> [Double] = { _ in
    [Double](repeating: 1 / Double(CopiedMatrix.count), count: CopiedMatrix.count)
  }
}

@Suite("copies of parameters")
struct CopiesTests {
  private static let plainDescent: MomentumSGD = {
    var optimizer = MomentumSGD()
    optimizer.momentum = 0
    return optimizer
  }()

  /// An optimizer with what the fixture's case asks for.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let optimizer: any Optimizer
    let decay: Double
    /// The plain run's name, and its learning rate and weight decay relative to the copies'.
    let plain: (name: String, rate: Double, decay: Double)
    /// Tolerance of losses. 1 - beta2 in single precision is off by 1e-5 of itself.
    let tolerance: Double

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "sgd", optimizer: plainDescent, decay: 0, plain: ("plain_at_lr_over_k", 1.0 / 3, 1),
      tolerance: 1e-5),
    Case(
      name: "sgd_momentum_decay", optimizer: MomentumSGD(), decay: 0.01,
      plain: ("plain_at_lr_over_k_and_k_weight_decay", 1.0 / 3, 3), tolerance: 1e-5),
    Case(
      name: "adamw", optimizer: AdamW(), decay: 0.01, plain: ("plain_at_lr", 1, 1),
      tolerance: 3e-5),
  ]

  @Test("with fixed weights are the fixture's, and plain training of the mean", arguments: cases)
  func fixed(tried: Case) throws {
    let rate = try StrategyFixture.number("majority", tried.name, "lr")
    let copied = try CopiedMatrix(tried.optimizer, draw: CopiedMatrix.equalWeights)
    let start = copied.bank.allValues
    let found = copied.train(rate: rate, decay: tried.decay)
    let wanted = try StrategyFixture.numbers("majority", tried.name, "fixed")
    #expect(worstDifference(found.means, wanted) < tried.tolerance)
    let mean = try copied.fixture.values("\(tried.name).fixed.mean").map { Double($0) }
    #expect(relativeDistance(copied.bank.allValues, mean) < 1e-5)

    let plain = copied.task.bank()
    plain["matrix"] = start
    let updater = ParameterUpdater(plain, tried.optimizer, workers: Workers(threads: 1))
    var losses = [copied.task.loss(plain)]
    for step in 1...20 {
      copied.task.differentiate(plain)
      updater.update(
        step: step, rate: rate * tried.plain.rate, decay: tried.decay * tried.plain.decay, clip: 0)
      losses.append(copied.task.loss(plain))
    }
    let plainLosses = try StrategyFixture.numbers("majority", tried.name, tried.plain.name)
    #expect(worstDifference(losses, plainLosses) < tried.tolerance)
    #expect(worstDifference(losses, found.means) < 1e-5)
    let ours = plain.allValues.map { Double($0) }
    #expect(relativeDistance(copied.bank.allValues, ours) < 2e-6)
  }

  @Test("with random weights are the fixture's", arguments: [cases[0], cases[2]])
  func random(tried: Case) throws {
    let fixture = try StrategyFixture("majority")
    let weights = try fixture.values("steps.weights").map { Double($0) }
    let copied = try CopiedMatrix(tried.optimizer) { step in
      Array(weights[3 * (step - 1)..<3 * step])
    }
    let rate = try StrategyFixture.number("majority", tried.name, "lr")
    let found = copied.train(rate: rate, decay: tried.decay)
    for (losses, name) in [(found.mixtures, "random_sampled"), (found.means, "random_mean")] {
      let wanted = try StrategyFixture.numbers("majority", tried.name, name)
      #expect(worstDifference(losses, wanted) < tried.tolerance, "\(name)")
    }
    let kernels = try fixture.values("\(tried.name).random.kernels").map { Double($0) }
    #expect(relativeDistance(copied.kernels, kernels) < 1e-5)
    let mean = try fixture.values("\(tried.name).random.mean").map { Double($0) }
    #expect(relativeDistance(copied.bank.allValues, mean) < 1e-5)
  }

  @Test("are mixed by their weights")
  func mixture() throws {
    let weights = try StrategyFixture("majority").values("mix.weights").map { Double($0) }
    let copied = try CopiedMatrix(AdamW()) { _ in weights }
    copied.copies.beforeForward(step: 1)
    let wanted = try copied.fixture.values("mix.kernel").map { Double($0) }
    #expect(relativeDistance(copied.bank.allValues, wanted) < 1e-6)
  }

  @Test("have weights that are drawn anew for each step and parameter, and sum to 1")
  func draws() {
    var hook = CopiesHook()
    let parameters = SmallRun().model().bank.layout.parameters.prefix(3)
    let drawn = parameters.flatMap { parameter in
      (1...50).map { hook.drawnWeights(of: parameter, step: $0, seed: 4) }
    }
    #expect(Set(drawn).count == 150)
    for weights in drawn {
      #expect(weights.count == 3 && weights.allSatisfy { $0 > 0 })
      #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    }
    for copy in 0..<3 {
      let mean = drawn.reduce(0) { $0 + $1[copy] } / 150
      #expect(abs(mean - 1.0 / 3) < 0.05)
    }
    hook.weights = .fixed
    let third = 1.0 / 3
    for parameter in parameters {
      let weights = hook.drawnWeights(of: parameter, step: 1, seed: 4)
      #expect(weights == [third, third, third])
    }
  }
}
