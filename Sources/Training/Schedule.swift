internal import Glibc

/// The course of the learning rate after the warm-up.
///
/// The formulas are those of Transformers' `get_linear_schedule_with_warmup`, its `cosine` (half a
/// wave) and its `constant`, but the rate is never zero at the first step.
package enum Schedule: String, CaseIterable, Sendable {
  case linear, cosine, constant

  /// Computes the learning rate of a step.
  ///
  /// - Parameters:
  ///   - highest: The highest learning rate, reached at the end of the warm-up.
  ///   - step: The step, counted from 0.
  ///   - warmup: Share of the steps, 0 to 1, in which the rate rises.
  func rate(_ highest: Double, atStep step: Int, of steps: Int, warmup: Double) -> Double {
    let done = Double(step)
    let all = Double(steps)
    let rising = (warmup * Double(steps)).rounded()
    if done < rising { return highest * (done + 1) / rising }
    let falling = max(1, all - rising)
    return switch self {
    case .linear: highest * (all - done) / falling
    case .cosine: highest * (1 + cos(.pi * (done - rising) / falling)) / 2
    case .constant: highest
    }
  }
}
