internal import Glibc
package import Models
internal import Tensors

/// AdamW (Loshchilov and Hutter, arXiv 1711.05101, Algorithm 2) over a model's flat buffers.
///
/// Decay is multiplied by the rate, as in PyTorch, and spares biases and norms.
package final class AdamW {
  package static let betas = (0.9, 0.999)
  package static let epsilon = 1e-8

  /// Running means of the gradients and of their squares, laid out as the parameters.
  package let first: UnsafeMutableBufferPointer<Float>
  package let second: UnsafeMutableBufferPointer<Float>
  private let bank: ParameterBank
  private let seed: UInt64
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
  package init(
    _ bank: ParameterBank, frozen: Set<String> = [], rules: [LearningRule] = [], seed: UInt64 = 0
  ) {
    (self.bank, self.seed) = (bank, seed)
    learning = bank.layout.parameters.filter { !frozen.contains($0.name) }.map { parameter in
      let rule = rules.first { $0.parts.contains { $0.contains(parameter) } }
      return Learner(parameter: parameter, rule: rule ?? LearningRule([]))
    }
    first = .allocate(capacity: bank.layout.count)
    second = .allocate(capacity: bank.layout.count)
    first.initialize(repeating: 0)
    second.initialize(repeating: 0)
  }

  deinit {
    first.deallocate()
    second.deallocate()
  }

  /// Moves every parameter once, but for those whose rule skips the step.
  ///
  /// - Parameters:
  ///   - step: Counted from 1, one after the other.
  ///   - clip: The gradients are scaled down to this norm; 0 leaves them.
  /// - Returns: The norm, before it was cut, of the gradients that move something.
  @discardableResult
  package func update(step: Int, rate: Double, decay: Double, clip: Double) -> Double {
    let moving = learning.indices.filter { index in
      learning[index].rule.changes(learning[index].parameter, step: step, seed: seed)
    }
    clearSkippedGradients(moving)
    let norm = sumOfSquares(UnsafeBufferPointer(bank.gradients)).squareRoot()
    let scale = clip > 0 && norm > clip ? clip / (norm + 1e-6) : 1
    for index in moving {
      learning[index].updates += 1
      move(learning[index], scale: scale, rate: rate, decay: decay)
    }
    return norm
  }

  /// Counts the updates of the steps 1 to `step`, which were done before.
  func resume(step: Int) {
    for index in learning.indices {
      let (rule, parameter) = (learning[index].rule, learning[index].parameter)
      learning[index].updates =
        rule.probability < 1
        ? (0..<step).count { rule.changes(parameter, step: $0 + 1, seed: seed) } : step
    }
  }

  private func clearSkippedGradients(_ moving: [Int]) {
    guard moving.count < learning.count else { return }
    let moving = Set(moving)
    for index in learning.indices where !moving.contains(index) {
      UnsafeMutableBufferPointer(rebasing: bank.gradients[learning[index].parameter.range])
        .update(repeating: 0)
    }
  }

  private func move(_ learner: Learner, scale: Double, rate: Double, decay: Double) {
    let (parameter, range) = (learner.parameter, learner.parameter.range)
    let updates = Double(learner.updates)
    let corrections = (1 - pow(Self.betas.0, updates), 1 - pow(Self.betas.1, updates))
    let (rate, decay) = (rate * learner.rule.rateFactor, learner.rule.decay ?? decay)
    adamWStep(
      values: UnsafeMutableBufferPointer(rebasing: bank.values[range]),
      gradients: UnsafeBufferPointer(rebasing: bank.gradients[range]),
      first: UnsafeMutableBufferPointer(rebasing: first[range]),
      second: UnsafeMutableBufferPointer(rebasing: second[range]),
      AdamWStep(
        gradientScale: Float(scale), beta1: Float(Self.betas.0), beta2: Float(Self.betas.1),
        stepSize: Float(rate / corrections.0),
        inverseRootCorrection: Float(1 / corrections.1.squareRoot()),
        epsilon: Float(Self.epsilon), keep: Float(parameter.decays ? 1 - rate * decay : 1)))
  }
}
