/// Reads JSON (RFC 8259) without recursion beyond a fixed depth.
package struct JSONParser {
  /// Deeper documents are refused; a tokenizer's needs about eight levels.
  private static let deepest = 64

  private let bytes: [UInt8]
  private let path: String
  private var place = 0

  private init(_ bytes: [UInt8], _ path: String) { (self.bytes, self.path) = (bytes, path) }

  /// The only value of a document.
  ///
  /// - Parameter path: what errors call the document.
  /// - Throws: `VocabularyError` with the line where it stops being JSON.
  static func parse(_ bytes: [UInt8], path: String) throws(VocabularyError) -> JSONValue {
    var parser = JSONParser(bytes, path)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.place == bytes.count else { throw parser.wrong("expected nothing more") }
    return value
  }

  /// Where a document stops being JSON, as a message with its path and line; nil where it doesn't.
  package static func problem(in bytes: [UInt8], path: String) -> String? {
    do {
      _ = try parse(bytes, path: path)
      return nil
    } catch {
      return error.description
    }
  }

  private func wrong(_ problem: String) -> VocabularyError {
    let line = 1 + bytes.prefix(place).count { $0 == UInt8(ascii: "\n") }
    return VocabularyError(path, line: line, "\(problem); the file is no JSON")
  }

  private mutating func skipSpace() {
    while place < bytes.count {
      switch bytes[place] {
      case 9, 10, 13, 32: place += 1
      default: return
      }
    }
  }

  /// Whether a byte comes next, which is then taken.
  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: byte) else { return false }
    place += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard bytes[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  private mutating func value(depth: Int) throws(VocabularyError) -> JSONValue {
    guard depth < Self.deepest else { throw wrong("expected no more than \(depth) levels") }
    skipSpace()
    if take("{") { return try object(depth: depth) }
    if take("[") { return try array(depth: depth) }
    if take("\"") { return .string(try string()) }
    if take(word: "true") { return .bool(true) }
    if take(word: "false") { return .bool(false) }
    if take(word: "null") { return .null }
    return .number(try number())
  }

  private mutating func array(depth: Int) throws(VocabularyError) -> JSONValue {
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw wrong("expected ',' or ']'") }
    }
  }

  private mutating func object(depth: Int) throws(VocabularyError) -> JSONValue {
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard take("\"") else { throw wrong("expected a member's name") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw wrong("expected ':'") }
      members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw wrong("expected ',' or '}'") }
    }
  }

  /// A number by JSON's grammar, which is narrower than that of Swift's initialiser.
  private mutating func number() throws(VocabularyError) -> Double {
    let start = place
    _ = take("-")
    let isZero = take("0")
    guard isZero || takeDigits() else { throw wrong("expected a value") }
    if take("."), !takeDigits() { throw wrong("expected digits") }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      guard takeDigits() else { throw wrong("expected digits") }
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw wrong("expected a number of double precision")
    }
    return number
  }

  /// Takes digits; false if there are none.
  private mutating func takeDigits() -> Bool {
    let start = place
    while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
    return place > start
  }

  /// The rest of a string, after its opening quotation mark.
  private mutating func string() throws(VocabularyError) -> String {
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] >= 32 {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: text, as: UTF8.self) else {
          throw wrong("expected UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): text.append(try escaped())
      default: text.append(byte)
      }
    }
    throw wrong("expected a string that ends on its line")
  }

  /// The character that an escape sequence stands for, after its backslash.
  private mutating func escaped() throws(VocabularyError) -> Unicode.Scalar {
    guard place < bytes.count else { throw wrong("expected an escape sequence") }
    place += 1
    switch Unicode.Scalar(bytes[place - 1]) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try hexadecimal()
    default: throw wrong("expected an escape sequence")
    }
  }

  /// The character of `\uXXXX`, or of two that are a surrogate pair.
  private mutating func hexadecimal() throws(VocabularyError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else { throw wrong("expected a surrogate pair") }
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw wrong("expected a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(VocabularyError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard place < bytes.count,
        let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue
      else { throw wrong("expected four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }
}
