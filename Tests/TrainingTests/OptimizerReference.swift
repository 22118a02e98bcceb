import Foundation
import Models

@testable import Training

/// An optimizer on one parameter in double precision, written from its paper and nothing else.
protocol OptimizerReference {
  init()
  /// - Parameter decays: Whether it is a matrix or a table.
  mutating func move(
    _ values: inout [Double], _ gradients: [Double], rate: Double, decay: Double, decays: Bool)
}

private func norm(_ numbers: [Double]) -> Double {
  numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// Adam's running means, as both that follow have them.
private struct Moments {
  private var (step, first, second) = (0, [Double](), [Double]())

  /// m̂ / (√v̂ + ε).
  mutating func direction(
    _ gradients: [Double], _ beta1: Double, _ beta2: Double, epsilon: Double
  ) -> [Double] {
    if step == 0 { (first, second) = (gradients.map { _ in 0 }, gradients.map { _ in 0 }) }
    step += 1
    first = zip(first, gradients).map { beta1 * $0 + (1 - beta1) * $1 }
    second = zip(second, gradients).map { beta2 * $0 + (1 - beta2) * $1 * $1 }
    let corrections = (1 - pow(beta1, Double(step)), 1 - pow(beta2, Double(step)))
    return zip(first, second).map {
      ($0 / corrections.0) / (($1 / corrections.1).squareRoot() + epsilon)
    }
  }
}

/// arXiv 1711.05101, Algorithm 2.
struct AdamWReference: OptimizerReference {
  private var moments = Moments()

  mutating func move(
    _ values: inout [Double], _ gradients: [Double], rate: Double, decay: Double, decays: Bool
  ) {
    let direction = moments.direction(gradients, 0.9, 0.999, epsilon: 1e-8)
    for (index, change) in direction.enumerated() {
      values[index] -= rate * (change + decay * values[index])
    }
  }
}

/// arXiv 1904.00962, Algorithm 2.
struct LAMBReference: OptimizerReference {
  private var moments = Moments()

  mutating func move(
    _ values: inout [Double], _ gradients: [Double], rate: Double, decay: Double, decays: Bool
  ) {
    let direction = moments.direction(gradients, 0.9, 0.999, epsilon: 1e-6)
    let change = zip(direction, values).map { $0 + decay * $1 }
    let (size, changeSize) = (norm(values), norm(change))
    let trust = decays && size > 0 && changeSize > 0 ? size / changeSize : 1
    for index in values.indices { values[index] -= rate * trust * change[index] }
  }
}

/// The loop in the documentation of PyTorch's `SGD`, without dampening or Nesterov's form.
struct MomentumReference: OptimizerReference {
  private var buffer: [Double]?

  mutating func move(
    _ values: inout [Double], _ gradients: [Double], rate: Double, decay: Double, decays: Bool
  ) {
    let decayed = zip(gradients, values).map { $0 + decay * $1 }
    let next = buffer.map { zip($0, decayed).map { 0.9 * $0 + $1 } } ?? decayed
    buffer = next
    for index in values.indices { values[index] -= rate * next[index] }
  }
}

/// A model's parameters under a reference, with the rules that every optimizer obeys.
struct ReferenceDescent {
  private(set) var values: [String: [Double]] = [:]
  private let parameters: [Parameter]
  private let frozen: Set<String>
  private let groups: [ParameterGroup]
  private var references: [String: any OptimizerReference] = [:]

  init(
    _ bank: ParameterBank, _ reference: any OptimizerReference.Type, frozen: Set<String>,
    groups: [ParameterGroup]
  ) {
    (parameters, self.frozen, self.groups) = (bank.layout.parameters, frozen, groups)
    for parameter in parameters {
      values[parameter.name] = bank.values[parameter.range].map { Double($0) }
      references[parameter.name] = reference.init()
    }
  }

  /// Does a step; frozen parameters have no gradient, skipped ones none that counts.
  mutating func update(
    _ gradients: [String: [Double]], step: Int, rate: Double, decay: Double, clip: Double,
    seed: UInt64
  ) {
    let moving = parameters.filter { parameter in
      !frozen.contains(parameter.name)
        && group(of: parameter)?.changes(parameter, step: step, seed: seed) != false
    }
    let total = norm(moving.flatMap { gradients[$0.name] ?? [] })
    let scale = clip > 0 && total > clip ? clip / (total + 1e-6) : 1
    for parameter in moving {
      let (name, group) = (parameter.name, group(of: parameter))
      references[name]?.move(
        &values[name, default: []], (gradients[name] ?? []).map { $0 * scale },
        rate: rate * (group?.learningRateFactor ?? 1),
        decay: parameter.decays ? group?.weightDecay ?? decay : 0,
        decays: parameter.decays)
    }
  }

  private func group(of parameter: Parameter) -> ParameterGroup? {
    groups.first { $0.selections.contains { $0.contains(parameter) } }
  }
}
