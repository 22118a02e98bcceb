extension Int {
  /// The number with its digits in groups of three, such as `1 234 567`.
  package var grouped: String {
    let digits = Array(String(magnitude))
    let text = digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? " \(digit)" : "\(digit)"
    }
    return (self < 0 ? "-" : "") + text.joined()
  }
}
