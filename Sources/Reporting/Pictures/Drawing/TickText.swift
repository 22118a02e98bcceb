internal import Glibc
internal import Pipeline

/// Writes the numbers at an axis, all with the same decimals and unit of size.
struct TickText {
  /// The most decimals that numbers without a power of ten have.
  private static let mostDecimals = 6

  /// What the numbers are divided by, and the letter that says so.
  private let scale: (divisor: Double, letter: String)
  private let decimals: Int
  /// Whether the decimals are those of a number between 1 and 10 beside a power of ten.
  private let hasPower: Bool

  /// Chooses a way to write some numbers so that they differ.
  init(_ ticks: [Double]) {
    let largest = ticks.map(\.magnitude).max() ?? 0
    let step = zip(ticks, ticks.dropFirst()).map { ($1 - $0).magnitude }.min() ?? largest
    let scales = [(1e12, " T"), (1e9, " G"), (1e6, " M")]
    let scale = scales.first { largest >= $0.0 && largest < 1e15 } ?? (1, "")
    let places = step > 0 ? -Self.exponent(step / scale.0) : 0
    let digits = step > 0 ? Self.exponent(largest) - Self.exponent(step) : 0
    hasPower = largest >= 1e15 || places > max(Self.mostDecimals, digits)
    self.scale = hasPower ? (1, "") : scale
    decimals = min(15, max(0, hasPower ? digits : places))
  }

  private static func exponent(_ value: Double) -> Int {
    value > 0 ? Int((log10(value) + 1e-9).rounded(.down)) : 0
  }

  /// Returns a number as it stands at its tick, with a true minus.
  func text(_ value: Double) -> String {
    if value == 0 { return "0" }
    let (sign, size) = (value < 0 ? "−" : "", value.magnitude)
    if hasPower {
      let exponent = Self.exponent(size)
      let mantissa = NumberText.fixed(size / pow(10, Double(exponent)), decimals: decimals)
      return "\(sign)\(mantissa)e\(exponent < 0 ? "−" : "")\(exponent.magnitude)"
    }
    let text = NumberText.fixed(size / scale.divisor, decimals: decimals)
    return sign + (decimals == 0 ? Int(text)?.grouped ?? text : text) + scale.letter
  }
}
