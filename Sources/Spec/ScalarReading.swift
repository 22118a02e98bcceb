package import Options
package import YAML

extension Node.Scalar {
  /// The value of the scalar, read as YAML 1.1 does where researchers expect it.
  ///
  /// A plain `yes`, `no`, `on` or `off` is a boolean, `1_000` and `0x10` are whole numbers, `1e-4`
  /// and `.5` are numbers, `~` and nothing are null. Unlike in YAML 1.1, `012` is text rather than
  /// ten, and `1:30` is text rather than ninety. What is quoted is text.
  package var value: Value {
    switch tag {
    case "tag:yaml.org,2002:str": return .text(text)
    case nil, "!": if !isPlain { return .text(text) }
    default: break
    }
    if let word = Self.words[text] { return word }
    guard let first = text.utf8.first, first < UInt8(ascii: ":") else { return .text(text) }
    return Self.number(text) ?? .text(text)
  }

  private static let words: [String: Value] = {
    var words: [String: Value] = ["": .null, "~": .null]
    func add(_ names: [String], _ value: Value) {
      for name in names {
        words[name] = value
        words[name.uppercased()] = value
        words[name.prefix(1).uppercased() + name.dropFirst()] = value
      }
    }
    add(["null"], .null)
    add(["true", "yes", "on"], .boolean(true))
    add(["false", "no", "off"], .boolean(false))
    for name in [".inf", ".Inf", ".INF"] {
      words[name] = .number(.infinity)
      words["+" + name] = .number(.infinity)
      words["-" + name] = .number(-.infinity)
    }
    for name in [".nan", ".NaN", ".NAN"] { words[name] = .number(.nan) }
    return words
  }()

  private static func number(_ text: String) -> Value? {
    var bytes = Array(text.utf8)
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    if bytes.starts(with: "0x".utf8) {
      let digits = String(decoding: bytes.dropFirst(2), as: UTF8.self)
      guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
      else { return nil }
      return Int(digits, radix: 16).map { .integer(isNegative ? -$0 : $0) }
    }
    guard let form = form(bytes) else { return nil }
    let digits = bytes.filter { $0 != UInt8(ascii: "_") }
    let written = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    guard form == .whole else { return Double(written).map { .number($0) } }
    if digits.count > 1, digits.first == UInt8(ascii: "0") { return nil }
    return Int(written).map { .integer($0) } ?? Double(written).map { .number($0) }
  }

  private enum Form { case whole, fraction }

  /// Distinguishes whole numbers such as `12` and `1_000` from fractions such as `1.5`, `.5`, `5.`
  /// and `1e-4`; nil for anything else.
  private static func form(_ bytes: [UInt8]) -> Form? {
    var index = 0
    func digits() -> Int {
      let start = index
      while index < bytes.count, bytes[index].isDigit || (index > start && bytes[index] == 95) {
        index += 1
      }
      return index - start
    }
    var count = digits()
    var form = Form.whole
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      (form, index) = (.fraction, index + 1)
      count += digits()
    }
    guard count > 0 else { return nil }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      (form, index) = (.fraction, index + 1)
      if index < bytes.count, bytes[index] == 43 || bytes[index] == 45 { index += 1 }
      guard digits() > 0 else { return nil }
    }
    return index == bytes.count ? form : nil
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= 48 && self <= 57 }
}
