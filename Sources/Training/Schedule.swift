internal import Glibc

/// How the learning rate goes on after the warm-up.
///
/// The formulas of Transformers' `get_linear_schedule_with_warmup`, its `cosine` (half a wave) and
/// its `constant`, but never zero at the first step.
package enum Schedule: String, CaseIterable, Sendable {
  case linear, cosine, constant

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - highest: Reached at the end of the warm-up.
  ///   - step: Counted from 0.
  ///   - warmup: The part of the steps in which the rate rises.
  func rate(_ highest: Double, atStep step: Int, of steps: Int, warmup: Double) -> Double {
    let place = Double(step)
    let all = Double(steps)
    let rising = (warmup * Double(steps)).rounded()
    if place < rising { return highest * (place + 1) / rising }
    let falling = max(1, all - rising)
    return switch self {
    case .linear: highest * (all - place) / falling
    case .cosine: highest * (1 + cos(.pi * (place - rising) / falling)) / 2
    case .constant: highest
    }
  }
}
