internal import CKernels

/// The constants of one AdamW step on a range of parameters (Loshchilov and Hutter, arXiv
/// 1711.05101, algorithm 2).
package struct AdamWStep: Sendable {
  package var gradientScale, beta1, beta2: Float
  /// The learning rate over the bias correction of the first moment.
  package var stepSize: Float
  /// One over the root of the second moment's bias correction.
  package var inverseRootCorrection: Float
  package var epsilon: Float
  /// The factor of a value under weight decay: 1 - learning rate · weight decay.
  package var keep: Float

  package init(
    gradientScale: Float, beta1: Float, beta2: Float, stepSize: Float,
    inverseRootCorrection: Float, epsilon: Float, keep: Float
  ) {
    self.gradientScale = gradientScale
    self.beta1 = beta1
    self.beta2 = beta2
    (self.stepSize, self.inverseRootCorrection) = (stepSize, inverseRootCorrection)
    (self.epsilon, self.keep) = (epsilon, keep)
  }
}

/// Takes one AdamW step: updates values and both moments in one pass; all ranges have one length.
///
/// - Parameter multipliers: The factor of each value's change, but not of its decay; nil for 1.
package func adamWStep(
  values: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>,
  first: UnsafeMutableBufferPointer<Float>, second: UnsafeMutableBufferPointer<Float>,
  multipliers: UnsafeBufferPointer<Float>? = nil, _ step: AdamWStep
) {
  precondition(
    values.count == gradients.count && values.count == first.count && values.count == second.count)
  precondition(multipliers.map { $0.count == values.count } ?? true)
  guard let value = values.baseAddress, let gradient = gradients.baseAddress,
    let mean = first.baseAddress, let square = second.baseAddress
  else { return }
  let constants = kernel_adamw_step(
    gradient_scale: step.gradientScale, beta1: step.beta1, beta2: step.beta2,
    step_size: step.stepSize, inverse_root_correction: step.inverseRootCorrection,
    epsilon: step.epsilon, keep: step.keep)
  if let multiplier = multipliers?.baseAddress {
    kernel_adamw_multiplied(values.count, gradient, multiplier, mean, square, value, constants)
  } else {
    kernel_adamw(values.count, gradient, mean, square, value, constants)
  }
}

/// The constants of one LAMB step on a parameter (You et al., arXiv 1904.00962, algorithm 2).
package struct LAMBStep: Sendable {
  package var gradientScale, beta1, beta2: Float
  /// One over the bias correction of the first moment.
  package var inverseCorrection: Float
  /// One over the root of the second moment's bias correction.
  package var inverseRootCorrection: Float
  package var epsilon, decay: Float

  package init(
    gradientScale: Float, beta1: Float, beta2: Float, inverseCorrection: Float,
    inverseRootCorrection: Float, epsilon: Float, decay: Float
  ) {
    self.gradientScale = gradientScale
    self.beta1 = beta1
    self.beta2 = beta2
    self.inverseCorrection = inverseCorrection
    self.inverseRootCorrection = inverseRootCorrection
    (self.epsilon, self.decay) = (epsilon, decay)
  }

  fileprivate var constants: kernel_lamb_step {
    kernel_lamb_step(
      gradient_scale: gradientScale, beta1: beta1, beta2: beta2,
      inverse_correction: inverseCorrection, inverse_root_correction: inverseRootCorrection,
      epsilon: epsilon, decay: decay)
  }
}

/// Updates both moments of LAMB in one pass; all ranges have one length.
///
/// - Returns: The sums of squares of the values, and of the changes before the trust ratio and the
///   learning rate.
package func lambMeasure(
  values: UnsafeBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>,
  first: UnsafeMutableBufferPointer<Float>, second: UnsafeMutableBufferPointer<Float>,
  _ step: LAMBStep
) -> (values: Double, changes: Double) {
  precondition(
    values.count == gradients.count && values.count == first.count && values.count == second.count)
  guard let value = values.baseAddress, let gradient = gradients.baseAddress,
    let mean = first.baseAddress, let square = second.baseAddress
  else { return (0, 0) }
  let sums = kernel_lamb_measure(values.count, gradient, value, mean, square, step.constants)
  return (sums.values, sums.changes)
}

/// Subtracts from each value `rate` times its change under LAMB.
///
/// - Parameter rate: The learning rate times the trust ratio.
package func lambMove(
  values: UnsafeMutableBufferPointer<Float>, first: UnsafeBufferPointer<Float>,
  second: UnsafeBufferPointer<Float>, rate: Float, _ step: LAMBStep
) {
  precondition(values.count == first.count && values.count == second.count)
  guard let value = values.baseAddress, let mean = first.baseAddress,
    let square = second.baseAddress
  else { return }
  kernel_lamb_move(values.count, mean, square, rate, value, step.constants)
}

/// The constants of one step of gradient descent with momentum.
package struct MomentumStep: Sendable {
  package var gradientScale, momentum, decay, rate: Float

  package init(gradientScale: Float, momentum: Float, decay: Float, rate: Float) {
    (self.gradientScale, self.momentum) = (gradientScale, momentum)
    (self.decay, self.rate) = (decay, rate)
  }
}

/// Takes one step of gradient descent with momentum: updates values and velocities in one pass; all
/// ranges have one length.
///
/// - Parameter multipliers: The factor of each gradient before the decay is added; nil for 1.
package func momentumStep(
  values: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>,
  velocities: UnsafeMutableBufferPointer<Float>, multipliers: UnsafeBufferPointer<Float>? = nil,
  _ step: MomentumStep
) {
  precondition(values.count == gradients.count && values.count == velocities.count)
  precondition(multipliers.map { $0.count == values.count } ?? true)
  guard let value = values.baseAddress, let gradient = gradients.baseAddress,
    let velocity = velocities.baseAddress
  else { return }
  let constants = kernel_momentum_step(
    gradient_scale: step.gradientScale, momentum: step.momentum, decay: step.decay,
    rate: step.rate)
  if let multiplier = multipliers?.baseAddress {
    kernel_momentum_multiplied(values.count, gradient, multiplier, velocity, value, constants)
  } else {
    kernel_momentum(values.count, gradient, velocity, value, constants)
  }
}

/// Sums squares in double precision, in an order that depends on the count alone.
package func sumOfSquares(_ values: UnsafeBufferPointer<Float>) -> Double {
  guard let start = values.baseAddress else { return 0 }
  return kernel_sum_of_squares(values.count, start)
}

/// Sums squares by several threads: the sums of fixed tiles, added in their order.
package func sumOfSquares(_ values: UnsafeBufferPointer<Float>, _ workers: Workers) -> Double {
  var sums = [Double](repeating: 0, count: (values.count + optimizerTile - 1) / optimizerTile)
  sums.withUnsafeMutableBufferPointer { sums in
    workers.forEachRange(of: values.count, by: optimizerTile) { range in
      sums[range.lowerBound / optimizerTile] =
        sumOfSquares(UnsafeBufferPointer(rebasing: values[range]))
    }
  }
  return sums.reduce(0, +)
}

/// Number of scalars in a tile of a flat buffer: enough to be worth a thread, and few enough that a
/// pass over several buffers stays in a core's cache.
package let optimizerTile = 1 << 16
