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
  private let learning: [Parameter]

  /// - Parameter frozen: The names of parameters that are left alone, by decay too.
  package init(_ bank: ParameterBank, frozen: Set<String> = []) {
    self.bank = bank
    learning = bank.layout.parameters.filter { !frozen.contains($0.name) }
    first = .allocate(capacity: bank.layout.count)
    second = .allocate(capacity: bank.layout.count)
    first.initialize(repeating: 0)
    second.initialize(repeating: 0)
  }

  deinit {
    first.deallocate()
    second.deallocate()
  }

  /// Moves every parameter once.
  ///
  /// - Parameters:
  ///   - step: Counted from 1, for the correction of the means' bias.
  ///   - clip: The gradients are scaled down to this norm; 0 leaves them.
  /// - Returns: The gradients' norm before it was cut.
  @discardableResult
  package func update(step: Int, rate: Double, decay: Double, clip: Double) -> Double {
    let gradients = bank.gradients
    let norm = sumOfSquares(UnsafeBufferPointer(gradients)).squareRoot()
    let scale = clip > 0 && norm > clip ? clip / (norm + 1e-6) : 1
    let corrections = (1 - pow(Self.betas.0, Double(step)), 1 - pow(Self.betas.1, Double(step)))
    for parameter in learning {
      let range = parameter.range
      adamWStep(
        values: UnsafeMutableBufferPointer(rebasing: bank.values[range]),
        gradients: UnsafeBufferPointer(rebasing: gradients[range]),
        first: UnsafeMutableBufferPointer(rebasing: first[range]),
        second: UnsafeMutableBufferPointer(rebasing: second[range]),
        AdamWStep(
          gradientScale: Float(scale), beta1: Float(Self.betas.0), beta2: Float(Self.betas.1),
          stepSize: Float(rate / corrections.0),
          inverseRootCorrection: Float(1 / corrections.1.squareRoot()),
          epsilon: Float(Self.epsilon), keep: Float(parameter.decays ? 1 - rate * decay : 1)))
    }
    return norm
  }
}
