internal import Glibc

/// Numbers as people and as programs read them.
enum NumberText {
  /// The shortest decimal form that reads back as the same number; whole numbers have no point.
  static func exact(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return String(Int(value)) }
    return value.isFinite ? "\(value)" : value.isNaN ? "nan" : value > 0 ? "inf" : "-inf"
  }

  /// With so many decimals, ties away from zero; never "-0".
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

  /// Four decimals, or four significant digits where that would hide the value.
  static func readable(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return String(Int(value)) }
    let size = abs(value)
    if size >= 1000 { return fixed(value, decimals: 1) }
    if size >= 0.001 || !value.isFinite { return fixed(value, decimals: 4) }
    let exponent = Int(log10(size).rounded(.down))
    if exponent >= -7 { return fixed(value, decimals: 3 - exponent) }
    return "\(fixed(value / pow(10, Double(exponent)), decimals: 3))e\(exponent)"
  }

  /// `1 234 567`.
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(abs(value)))
    let text = digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? " \(digit)" : "\(digit)"
    }
    return (value < 0 ? "-" : "") + text.joined()
  }
}

extension Table.Cell {
  /// As shown to people.
  var readable: String {
    switch self {
    case .text(let text): String(text.map { $0.isNewline ? " " : $0 })
    case .whole(let value): NumberText.grouped(value)
    case .number(let value): NumberText.readable(value)
    case .summary(let mean, let deviation, _):
      if let deviation {
        "\(NumberText.fixed(mean, decimals: 4)) ± \(NumberText.fixed(deviation, decimals: 4))"
      } else {
        NumberText.fixed(mean, decimals: 4)
      }
    case .missing: ""
    }
  }

  var isNumeric: Bool {
    if case .text = self { false } else { true }
  }
}
