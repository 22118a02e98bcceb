package import Models
package import Tensors

/// Moves a model's parameters by an optimizer, under the rules of its parts.
///
/// Owns what the optimizer remembers. Not safe to share between threads.
package final class ParameterUpdater {
  package let optimizer: any Optimizer
  /// What the optimizer remembers, by its names, each laid out as the parameters.
  package let memories: [(name: String, numbers: UnsafeMutableBufferPointer<Float>)]
  private let bank: ParameterBank
  private let seed: UInt64
  private let workers: Workers
  private let turns: HeadTurns?
  private var learning: [Learner]

  /// A parameter that learns.
  private struct Learner {
    let parameter: Parameter
    let rule: LearningRule
    /// How many steps have changed it, which corrects the bias of its means.
    var updates = 0
  }

  /// - Parameters:
  ///   - frozen: The names of parameters that are left alone, by decay too.
  ///   - rules: The first that selects a parameter is its own.
  ///   - seed: Of the steps that rules skip.
  package convenience init(
    _ bank: ParameterBank, _ optimizer: any Optimizer, frozen: Set<String> = [],
    rules: [LearningRule] = [], seed: UInt64 = 0, workers: Workers
  ) {
    self.init(
      bank, optimizer, frozen: frozen, rules: rules, seed: seed, turns: nil, workers: workers)
  }

  /// - Parameter turns: The heads that each step of a mixture leaves alone; nil for none.
  init(
    _ bank: ParameterBank, _ optimizer: any Optimizer, frozen: Set<String>,
    rules: [LearningRule], seed: UInt64, turns: HeadTurns?, workers: Workers
  ) {
    self.turns = turns
    self.bank = bank
    self.optimizer = optimizer
    self.seed = seed
    self.workers = workers
    learning = bank.layout.parameters.filter { !frozen.contains($0.name) }.map { parameter in
      Learner(parameter: parameter, rule: rules.rule(of: parameter))
    }
    memories = type(of: optimizer).memories.map { name in
      let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: bank.layout.count)
      numbers.initialize(repeating: 0)
      return (name, numbers)
    }
  }

  deinit { for memory in memories { memory.numbers.deallocate() } }

  /// Moves every parameter once, but for those whose rule skips the step and other tasks' heads.
  ///
  /// - Parameters:
  ///   - step: Counted from 1, one after the other.
  ///   - clip: The gradients are scaled down to this norm; 0 leaves them.
  /// - Returns: The norm, before it was cut, of the gradients that move something. Where it isn't
  ///   finite, nothing was moved.
  @discardableResult
  package func update(step: Int, rate: Double, decay: Double, clip: Double) -> Double {
    let moving = learning.indices.filter { changes(learning[$0], step: step) }
    clearSkippedGradients(moving)
    let gradients = UnsafeBufferPointer(bank.gradients)
    let norm = sumOfSquares(gradients, workers).squareRoot()
    guard norm.isFinite else { return norm }
    let scale = clip > 0 && norm > clip ? clip / (norm + 1e-6) : 1
    for index in moving { learning[index].updates += 1 }
    optimizer.update(
      moving.map { move(learning[$0], scale: scale, rate: rate, decay: decay) },
      OptimizerBuffers(
        values: bank.values, gradients: gradients, memories: memories.map(\.numbers),
        workers: workers))
    return norm
  }

  /// Counts the updates of the steps 1 to `step`, which were done before.
  func resume(step: Int) {
    for index in learning.indices {
      let learner = learning[index]
      let mayRest = turns != nil && learner.parameter.part == .heads
      learning[index].updates =
        learner.rule.probability < 1 || mayRest
        ? (0..<step).count { changes(learner, step: $0 + 1) } : step
    }
  }

  /// Whether a step, counted from 1, moves a parameter.
  private func changes(_ learner: Learner, step: Int) -> Bool {
    learner.rule.changes(learner.parameter, step: step, seed: seed)
      && turns?.rests(learner.parameter, atStep: step - 1) != true
  }

  private func clearSkippedGradients(_ moving: [Int]) {
    guard moving.count < learning.count else { return }
    let moving = Set(moving)
    for index in learning.indices where !moving.contains(index) {
      bank.gradients.at(learning[index].parameter.range).update(repeating: 0)
    }
  }

  private func move(
    _ learner: Learner, scale: Double, rate: Double, decay: Double
  ) -> ParameterMove {
    let (parameter, rule) = (learner.parameter, learner.rule)
    return ParameterMove(
      range: parameter.range, updates: learner.updates, rate: rate * rule.rateFactor,
      decay: parameter.decays ? rule.decay ?? decay : 0, decays: parameter.decays,
      gradientScale: scale)
  }
}
