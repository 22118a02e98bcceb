internal import CKernels

/// The constants of one AdamW step on a range of parameters.
package struct AdamWStep: Sendable {
  package var gradientScale, beta1, beta2: Float
  /// The rate over the correction of the first mean.
  package var stepSize: Float
  /// One over the root of the correction of the second mean.
  package var inverseRootCorrection: Float
  package var epsilon: Float
  /// What decay leaves of a value.
  package var keep: Float

  package init(
    gradientScale: Float, beta1: Float, beta2: Float, stepSize: Float,
    inverseRootCorrection: Float, epsilon: Float, keep: Float
  ) {
    (self.gradientScale, self.beta1, self.beta2) = (gradientScale, beta1, beta2)
    (self.stepSize, self.inverseRootCorrection) = (stepSize, inverseRootCorrection)
    (self.epsilon, self.keep) = (epsilon, keep)
  }
}

/// Updates values and both running means in one pass; all ranges have one length.
package func adamWStep(
  values: UnsafeMutableBufferPointer<Float>, gradients: UnsafeBufferPointer<Float>,
  first: UnsafeMutableBufferPointer<Float>, second: UnsafeMutableBufferPointer<Float>,
  _ step: AdamWStep
) {
  precondition(
    values.count == gradients.count && values.count == first.count && values.count == second.count)
  guard let value = values.baseAddress, let gradient = gradients.baseAddress,
    let mean = first.baseAddress, let square = second.baseAddress
  else { return }
  kernel_adamw(
    values.count, gradient, mean, square, value,
    kernel_adamw_step(
      gradient_scale: step.gradientScale, beta1: step.beta1, beta2: step.beta2,
      step_size: step.stepSize, inverse_root_correction: step.inverseRootCorrection,
      epsilon: step.epsilon, keep: step.keep))
}

/// The sum of squares in double precision, in an order that depends on the count alone.
package func sumOfSquares(_ values: UnsafeBufferPointer<Float>) -> Double {
  guard let start = values.baseAddress else { return 0 }
  return kernel_sum_of_squares(values.count, start)
}
