internal import Glibc
internal import Pipeline

/// Formats numbers for people and for programs.
enum NumberText {
  /// Returns the shortest decimal form that reads back as the same number; whole numbers have no
  /// point.
  static func exact(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return String(Int(value)) }
    return value.isFinite ? "\(value)" : value.isNaN ? "nan" : value > 0 ? "inf" : "-inf"
  }

  /// Rounds to a number of decimals, ties away from zero; the result is never "-0".
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return exact(value) }
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// Rounds to four decimals, or to four significant digits if four decimals would hide the value.
  static func readable(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return String(Int(value)) }
    let size = abs(value)
    if size >= 1000 { return fixed(value, decimals: 1) }
    if size >= 0.001 || !value.isFinite { return fixed(value, decimals: 4) }
    let scientific = scientific(value)
    return scientific.exponent >= -7
      ? fixed(value, decimals: 3 - scientific.exponent)
      : "\(scientific.mantissa)e\(scientific.exponent)"
  }

  /// Returns the readable form with a sign, also of positive numbers.
  static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + readable(value) }

  /// Splits a number into a mantissa of four significant digits and a power of ten; where the
  /// mantissa would be rounded to ten, the exponent is raised instead.
  private static func scientific(_ value: Double) -> (mantissa: String, exponent: Int) {
    let exponent = Int(log10(abs(value)).rounded(.down))
    // In two steps: the power of ten beside the smallest numbers is out of range.
    let raised = value * pow(10, 300)
    let mantissa = fixed(
      exponent < -300
        ? raised / pow(10, Double(exponent + 300)) : value / pow(10, Double(exponent)),
      decimals: 3)
    let isTen = mantissa.drop { $0 == "-" }.hasPrefix("10")
    return isTen ? (value < 0 ? "-1.000" : "1.000", exponent + 1) : (mantissa, exponent)
  }

  /// Formats a mean and a standard deviation as `0.5000 ± 0.1250`, both with four decimals, or with
  /// so many that the larger one keeps four digits.
  static func pair(_ mean: Double, _ deviation: Double?) -> String {
    let size = max(abs(mean), deviation ?? 0)
    let isSmall = size > 0 && size < 0.001
    func text(_ value: Double) -> String {
      guard isSmall else { return fixed(value, decimals: 4) }
      let exponent = scientific(size).exponent
      return exponent >= -7 ? fixed(value, decimals: 3 - exponent) : readable(value)
    }
    return ([mean] + (deviation.map { [$0] } ?? [])).map(text).joined(separator: " ± ")
  }

  /// Returns the ends of an interval in brackets; nil where there is none.
  static func interval(_ low: Double?, _ high: Double?) -> String? {
    guard let low, let high else { return nil }
    return "[\(readable(low)), \(readable(high))]"
  }

  /// Replaces line breaks with spaces.
  static func singleLine(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 32 && $0 < 128 }) { return text }
    return String(text.map { $0.isNewline ? " " : $0 })
  }
}

extension Table.Cell {
  /// The cell as people read it.
  public var readable: String {
    switch self {
    case .text(let text): NumberText.singleLine(text)
    case .whole(let value): value.grouped
    case .number(let value): NumberText.readable(value)
    case .summary(let mean, let deviation, let count, let short, _):
      NumberText.pair(mean, deviation) + (short.map { " (\(Self.words(count, $0)))" } ?? "")
    case .interval(let value, let low, let high):
      NumberText.readable(value) + (NumberText.interval(low, high).map { " \($0)" } ?? "")
    case .absent(let reason): reason.rawValue
    case .missing: ""
    }
  }

  static func words(_ count: Int, _ short: Table.Shortage) -> String {
    switch short {
    case .planned: "n = \(count)"
    case .of(let all): "\(count) of \(all)"
    }
  }

  var isNumeric: Bool {
    if case .text = self { false } else { true }
  }
}
