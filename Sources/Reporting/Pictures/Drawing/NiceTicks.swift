internal import Glibc

/// Chooses round numbers for the ticks of an axis.
enum NiceTicks {
  /// Returns the multiples of 1, 2 or 5 times a power of ten that lie in a range.
  ///
  /// - Parameter most: The largest number of ticks, at least 2; there are at least a third of it,
  ///   rounded down.
  static func linear(_ low: Double, _ high: Double, most: Int) -> [Double] {
    guard high > low, (high - low).isFinite else { return [low] }
    let rough = (high - low) / Double(most)
    let power = pow(10, log10(rough).rounded(.down))
    for factor in [1.0, 2, 5, 10, 20] {
      let step = factor * power
      let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
      let count = last - first + 1
      if count <= Double(most) {
        return count < 1 ? [] : (0..<Int(count)).map { multiple(first + Double($0), step) }
      }
    }
    return []
  }

  /// Returns a multiple of a step without the noise of steps below one, such as 0.3 rather than
  /// 0.30000000000000004.
  private static func multiple(_ count: Double, _ step: Double) -> Double {
    let parts = (1 / step).rounded()
    if count == 0 { return 0 }
    return step < 1 && parts.isFinite ? count / parts : count * step
  }

  /// Returns powers of ten in a range, where there is room also 2 and 5 times such powers; round
  /// numbers as on a linear axis where the range has too few of these.
  static func logarithmic(_ low: Double, _ high: Double, most: Int) -> [Double] {
    guard low > 0, high > low, high.isFinite else { return [low] }
    let (first, last) = (Int(log10(low).rounded(.down)), Int(log10(high).rounded(.up)))
    let spacing = max(1, (last - first + most - 2) / max(1, most - 1))
    let range = low...high
    let decades = stride(from: first, through: last, by: spacing).map { pow(10, Double($0)) }
      .filter(range.contains)
    let dense =
      spacing > 1
      ? decades
      : (first...last).flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
        .filter(range.contains)
    if dense.count < 3 { return linear(low, high, most: most) }
    return dense.count <= most ? dense : decades
  }
}
