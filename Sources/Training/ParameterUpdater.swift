package import Models
package import Tensors

/// Moves a model's parameters by an optimizer, under the rules of their groups.
///
/// It owns the optimizer's state. It is not safe to share between threads.
package final class ParameterUpdater {
  package let optimizer: any Optimizer
  /// Buffers of the optimizer's state, such as Adam's moments, with their names; each is laid out
  /// as the parameters are.
  package let state: [(name: String, numbers: UnsafeMutableBufferPointer<Float>)]
  private let bank: ParameterBank
  private let seed: UInt64
  private let workers: Workers
  private let turns: HeadTurns?
  private var learning: [Learner]

  /// A parameter that learns.
  private struct Learner {
    let parameter: Parameter
    let group: ParameterGroup
    /// The hook that moves it; nil where the optimizer does.
    let hook: (any ActiveHook)?
    /// Factors of its updates; nil for 1.
    let multipliers: [Float]?
    /// Number of steps that have changed it, which corrects the bias of its running means.
    var updates = 0
  }

  /// Prepares to update the parameters of a bank.
  ///
  /// - Parameters:
  ///   - frozen: Names of the parameters that are left alone, by weight decay too.
  ///   - groups: Groups of parameters; the first that selects a parameter is its own.
  ///   - seed: Seed of the draws by which groups skip steps.
  ///   - hooks: The training's hooks, which may move parameters or multiply their updates.
  package convenience init(
    _ bank: ParameterBank, _ optimizer: any Optimizer, frozen: Set<String> = [],
    groups: [ParameterGroup] = [], seed: UInt64 = 0, hooks: [any ActiveHook] = [],
    workers: Workers
  ) {
    self.init(
      bank, optimizer, frozen: frozen, groups: groups, seed: seed, hooks: hooks, turns: nil,
      workers: workers)
  }

  /// Prepares to update the parameters of a bank that learns tasks by turns.
  ///
  /// - Parameter turns: The heads that each step of a mixture leaves alone; nil for none.
  init(
    _ bank: ParameterBank, _ optimizer: any Optimizer, frozen: Set<String>,
    groups: [ParameterGroup], seed: UInt64, hooks: [any ActiveHook], turns: HeadTurns?,
    workers: Workers
  ) {
    self.turns = turns
    self.bank = bank
    self.optimizer = optimizer
    self.seed = seed
    self.workers = workers
    learning = bank.layout.parameters.filter { !frozen.contains($0.name) }.map { parameter in
      Learner(
        parameter: parameter, group: groups.group(of: parameter),
        hook: hooks.first { $0.taken.contains(parameter.name) },
        multipliers: hooks.multipliers(of: parameter))
    }
    state = type(of: optimizer).stateNames.map { name in
      let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: bank.layout.count)
      numbers.initialize(repeating: 0)
      return (name, numbers)
    }
  }

  deinit { for buffer in state { buffer.numbers.deallocate() } }

  /// Moves every parameter once, but for those whose group skips the step and other tasks' heads.
  ///
  /// - Parameters:
  ///   - step: The step, counted from 1, one after the other.
  ///   - rate: The learning rate.
  ///   - decay: The weight decay.
  ///   - clip: Largest global norm of the gradients, which are scaled down to it; 0 leaves them.
  /// - Returns: The norm, before it was clipped, of the gradients that move something. Where it
  ///   isn't finite, nothing was moved.
  @discardableResult
  package func update(step: Int, rate: Double, decay: Double, clip: Double) -> Double {
    let moving = learning.indices.filter { changes(learning[$0], step: step) }
    clearSkippedGradients(moving)
    let gradients = UnsafeBufferPointer(bank.gradients)
    let norm = sumOfSquares(gradients, workers).squareRoot()
    guard norm.isFinite else { return norm }
    let scale = clip > 0 && norm > clip ? clip / (norm + 1e-6) : 1
    for index in moving { learning[index].updates += 1 }
    let moves = moving.map { index in
      let learner = learning[index]
      return (learner: learner, move: move(learner, scale: scale, rate: rate, decay: decay))
    }
    optimizer.update(
      moves.filter { $0.learner.hook == nil }.map(\.move),
      OptimizerBuffers(
        values: bank.values, gradients: gradients, state: state.map(\.numbers), workers: workers))
    for (learner, move) in moves { learner.hook?.update(learner.parameter, move, by: optimizer) }
    return norm
  }

  /// Counts the updates in the steps 1 to `step`, which were done before.
  func resume(step: Int) {
    for index in learning.indices {
      let learner = learning[index]
      let maySkip = turns != nil && learner.parameter.part == .heads
      learning[index].updates =
        learner.group.updateProbability < 1 || maySkip
        ? (0..<step).count { changes(learner, step: $0 + 1) } : step
    }
  }

  /// Returns whether a step, counted from 1, moves a parameter.
  private func changes(_ learner: Learner, step: Int) -> Bool {
    learner.group.changes(learner.parameter, step: step, seed: seed)
      && turns?.skips(learner.parameter, atStep: step - 1) != true
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
    let (parameter, group) = (learner.parameter, learner.group)
    return ParameterMove(
      range: parameter.range, updates: learner.updates,
      rate: rate * group.learningRateFactor(of: parameter),
      decay: parameter.decays ? group.weightDecay ?? decay : 0, decays: parameter.decays,
      gradientScale: scale, multipliers: learner.multipliers)
  }
}
