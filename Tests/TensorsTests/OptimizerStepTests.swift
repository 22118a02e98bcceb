import Glibc
import Tensors
import TestSupport
import Testing

@Suite struct OptimizerStepTests {
  /// Four steps against AdamW as Loshchilov and Hutter (arXiv 1711.05101, algorithm 2) write it.
  @Test(arguments: [1, 17, 33, 1000])
  func adamW(count: Int) {
    let (rate, beta1, beta2, epsilon, decay, scale) = (0.01, 0.9, 0.999, 1e-8, 0.05, 0.5)
    var numbers = SeededNumbers(seed: 1)
    var values = numbers.floats(count)
    var (first, second) = (values.map { _ in Float(0) }, values.map { _ in Float(0) })
    var wanted = values.map { Double($0) }
    var (mean, square) = (wanted.map { _ in 0.0 }, wanted.map { _ in 0.0 })
    for step in 1...4 {
      let gradients = numbers.floats(count)
      let (correction1, correction2) = (1 - pow(beta1, Double(step)), 1 - pow(beta2, Double(step)))
      update(
        &values, gradients, &first, &second,
        AdamWStep(
          gradientScale: Float(scale), beta1: Float(beta1), beta2: Float(beta2),
          stepSize: Float(rate / correction1),
          inverseRootCorrection: Float(1 / correction2.squareRoot()), epsilon: Float(epsilon),
          keep: Float(1 - rate * decay)))
      for i in wanted.indices {
        let gradient = Double(gradients[i]) * scale
        mean[i] = beta1 * mean[i] + (1 - beta1) * gradient
        square[i] = beta2 * square[i] + (1 - beta2) * gradient * gradient
        let change = (mean[i] / correction1) / ((square[i] / correction2).squareRoot() + epsilon)
        wanted[i] -= rate * (change + decay * wanted[i])
      }
    }
    #expect(relativeDistance(values, wanted) < 1e-5)
    #expect(relativeDistance(first, mean) < 1e-5)
    #expect(relativeDistance(second, square, floor: 1e-9) < 1e-4)
  }

  @Test func zeroGradientsLeaveOnlyTheDecay() {
    var values: [Float] = [1, -2, 0]
    var (first, second): ([Float], [Float]) = ([0, 0, 0], [0, 0, 0])
    update(
      &values, [0, 0, 0], &first, &second,
      AdamWStep(
        gradientScale: 1, beta1: 0.9, beta2: 0.999, stepSize: 0.1, inverseRootCorrection: 1,
        epsilon: 1e-8, keep: 0.5))
    #expect(values == [0.5, -1, 0])
  }

  @Test(arguments: [0, 1, 15, 16, 17, 1000])
  func sumOfSquaresInDouble(count: Int) {
    var numbers = SeededNumbers(seed: 2)
    let values = numbers.floats(count, scale: 1e15)
    let wanted = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let found = values.withUnsafeBufferPointer { sumOfSquares($0) }
    #expect(abs(found - wanted) <= 1e-12 * wanted)
  }

  @Test func sumOfSquaresDoesNotOverflow() {
    let found = [Float](repeating: 1e30, count: 3).withUnsafeBufferPointer { sumOfSquares($0) }
    #expect(abs(found / 3e60 - 1) < 1e-6)
  }

  private func update(
    _ values: inout [Float], _ gradients: [Float], _ first: inout [Float],
    _ second: inout [Float], _ step: AdamWStep
  ) {
    values.withUnsafeMutableBufferPointer { values in
      gradients.withUnsafeBufferPointer { gradients in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            adamWStep(values: values, gradients: gradients, first: first, second: second, step)
          }
        }
      }
    }
  }
}
