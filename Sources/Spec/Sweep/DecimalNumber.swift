/// A decimal number `mantissa` × 10^`exponent`, without rounding noise.
struct DecimalNumber: Hashable, Sendable {
  let mantissa: Int
  let exponent: Int

  /// Brings the number to its only form, without zeros at the end of the mantissa.
  init(mantissa: Int, exponent: Int) {
    var (mantissa, exponent) = (mantissa, mantissa == 0 ? 0 : exponent)
    while mantissa != 0, mantissa % 10 == 0 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    (self.mantissa, self.exponent) = (mantissa, exponent)
  }

  /// Reads a text such as `12`, `-0.5` or `1e-4`; nil for other texts and for more than 17
  /// significant digits.
  init?(_ text: some StringProtocol) {
    var bytes = text.utf8.filter { $0 != UInt8(ascii: "_") }[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    var mantissa = 0
    var exponent = 0
    var hasDigit = false
    var hasPoint = false
    while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
      bytes.removeFirst()
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
        continue
      }
      guard byte >= 48, byte <= 57, mantissa < 10_000_000_000_000_000 else { return nil }
      mantissa = mantissa * 10 + Int(byte - 48)
      if hasPoint { exponent -= 1 }
      hasDigit = true
    }
    if !bytes.isEmpty {
      guard let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
        (-400...400).contains(power)
      else { return nil }
      exponent += power
    }
    guard hasDigit else { return nil }
    self.init(mantissa: isNegative ? -mantissa : mantissa, exponent: exponent)
  }

  /// Rounds the shortest decimal form of a finite number, half away from zero; nil where it isn't
  /// finite.
  init?(_ value: Double, significantDigits digits: Int) {
    guard value.isFinite, let exact = DecimalNumber("\(value)") else { return nil }
    var (divisor, dropped) = (1, 0)
    while exact.mantissa.magnitude / UInt(divisor) >= Self.power(of: 10, digits) {
      (divisor, dropped) = (divisor * 10, dropped + 1)
    }
    // One division, so that 1.4999 is not rounded twice.
    let half = divisor / 2 * exact.mantissa.signum()
    self.init(mantissa: (exact.mantissa + half) / divisor, exponent: exact.exponent + dropped)
  }

  /// Returns the mantissa of the same number at a smaller exponent; nil where it is too large.
  func mantissa(atExponent exponent: Int) -> Int? {
    var mantissa = mantissa
    if mantissa == 0 { return 0 }
    for _ in exponent..<max(exponent, self.exponent) {
      let (product, overflows) = mantissa.multipliedReportingOverflow(by: 10)
      if overflows || product.magnitude > 1_000_000_000_000_000_000 { return nil }
      mantissa = product
    }
    return mantissa
  }

  var value: Double { Double(description) ?? .nan }

  /// Whether the number has no digit after the point.
  var isWhole: Bool { exponent >= 0 }

  private static func power(of base: UInt, _ exponent: Int) -> UInt {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }
}

extension DecimalNumber: CustomStringConvertible {
  /// The number as YAML reads it, such as `6`, `0.1` or `1e-5`.
  var description: String {
    let digits = String(abs(mantissa))
    let sign = mantissa < 0 ? "-" : ""
    // The number of digits before the point.
    let point = digits.utf8.count + exponent
    if exponent >= 0, point <= 18 { return sign + digits + zeros(exponent) }
    if point > 0, exponent < 0 {
      return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
    if point > -4, exponent < 0 { return "\(sign)0.\(zeros(-point))\(digits)" }
    let rest = digits.dropFirst()
    return "\(sign)\(digits.prefix(1))\(rest.isEmpty ? "" : ".\(rest)")e\(point - 1)"
  }

  private func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
