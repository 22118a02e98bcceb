internal import Glibc

/// How the values of an axis are laid out along it.
enum AxisScale {
  /// Numbers between two ends.
  case linear(low: Double, high: Double)
  /// Numbers above zero by their logarithms.
  case logarithmic(low: Double, high: Double)
  /// Names at equal distances, of which the values are indices.
  case names([String])

  /// The share of a range that is left free at either end.
  private static let padding = 0.05

  /// Makes a scale for some numbers, with a little room beside them; those that can't be drawn are
  /// passed over.
  ///
  /// - Parameters:
  ///   - isLogarithmic: Whether numbers are laid out by their logarithms, if any is above zero.
  ///   - covering: Numbers that the scale has to have, such as 0.
  init(_ values: [Double], isLogarithmic: Bool = false, covering: [Double] = []) {
    let drawable = (values + covering).filter { $0.isDrawable && (!isLogarithmic || $0 > 0) }
    guard let low = drawable.min(), let high = drawable.max() else {
      self = .linear(low: 0, high: 1)
      return
    }
    if isLogarithmic {
      let factor = high > low ? pow(high / low, Self.padding) : 2
      self = .logarithmic(low: low / factor, high: high * factor)
    } else {
      let room = high > low ? (high - low) * Self.padding : max(low.magnitude / 10, 1e-9)
      self = .linear(
        low: low == 0 && high > 0 ? 0 : low - room, high: high == 0 && low < 0 ? 0 : high + room)
    }
  }

  /// Returns where a value is along the axis, from 0 at its start to 1 at its end.
  func fraction(_ value: Double) -> Double {
    switch self {
    case .linear(let low, let high): (value - low) / (high - low)
    case .logarithmic(let low, let high): (log(value) - log(low)) / (log(high) - log(low))
    case .names(let names): (value + 0.5) / Double(max(1, names.count))
    }
  }

  /// Returns whether a value has a point on the axis.
  func holds(_ value: Double) -> Bool {
    guard value.isDrawable else { return false }
    if case .logarithmic = self { return value > 0 }
    return true
  }

  /// Returns the ticks with their texts.
  func ticks(most: Int) -> [(value: Double, text: String)] {
    let values: [Double]
    switch self {
    case .linear(let low, let high): values = NiceTicks.linear(low, high, most: most)
    case .logarithmic(let low, let high): values = NiceTicks.logarithmic(low, high, most: most)
    case .names(let names): return names.enumerated().map { (Double($0), $1) }
    }
    if case .logarithmic = self, values.allSatisfy({ [1, 2, 5].contains(Self.mantissa($0)) }) {
      return values.map { ($0, TickText([$0]).text($0)) }
    }
    let text = TickText(values)
    return values.map { ($0, text.text($0)) }
  }

  private static func mantissa(_ value: Double) -> Double {
    (value / pow(10, (log10(value) + 1e-9).rounded(.down)) * 1000).rounded() / 1000
  }
}

extension Double {
  /// Whether sums and ratios of such numbers have a place on an axis.
  var isDrawable: Bool { isFinite && magnitude < 1e290 }
}
