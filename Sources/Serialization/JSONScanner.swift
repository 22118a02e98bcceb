/// Reads JSON (RFC 8259) from left to right without building a tree of it.
///
/// It takes no more memory than the strings that it returns.
package struct JSONScanner {
  /// The most levels of a document; deeper ones are refused, so that none exhausts the stack.
  package static let deepest = 64

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  /// Creates a scanner at the beginning of `bytes`, which must outlive it.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Returns the error that something is wrong at the current position.
  package func failure(_ problem: String) -> SerializationError {
    SerializationError(problem: problem, position: position)
  }

  /// Returns the next byte that is no white space, without going past it; nil at the end.
  package mutating func peek() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard peek() == UInt8(ascii: character) else { throw failure("lacks '\(character)'") }
    position += 1
  }

  /// Checks that only white space follows.
  package mutating func expectEnd() throws {
    guard peek() == nil else { throw failure("goes on after its last brace") }
  }

  /// Reads an object; `read` is called with each name, to read the name's value.
  ///
  /// - Parameter distinct: Whether a name that is there twice is an error.
  package mutating func members(
    distinct: Bool, _ read: (inout JSONScanner, String) throws -> Void
  ) throws {
    var seen: Set<String> = []
    try list("{", "}") { scanner in
      let name = try scanner.string()
      guard !distinct || seen.insert(name).inserted else {
        throw scanner.failure("names '\(name)' twice")
      }
      try scanner.expect(":")
      try read(&scanner, name)
    }
  }

  /// Reads an array; `read` is called to read each element.
  package mutating func elements(_ read: (inout JSONScanner) throws -> Void) throws {
    try list("[", "]", read)
  }

  private mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ read: (inout JSONScanner) throws -> Void
  ) throws {
    try expect(open)
    var isFirst = true
    while peek() != UInt8(ascii: close) {
      if !isFirst { try expect(",") }
      try read(&self)
      isFirst = false
    }
    position += 1
  }

  /// Reads a whole number from 0 on, written with digits alone.
  package mutating func count() throws -> Int {
    _ = peek()
    let start = position
    var count = 0
    while position < bytes.count, case let digit = bytes[position], (0x30...0x39).contains(digit) {
      let (tens, overflow) = count.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit - 0x30))
      guard !overflow, !carry else { throw failure("has a number beyond 64 bits") }
      (count, position) = (sum, position + 1)
    }
    guard position > start else { throw failure("lacks a whole number from 0 on") }
    return count
  }

  /// Reads a string.
  package mutating func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("has a string that isn't UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try escaped()
      case ..<0x20: throw failure("has a control character in a string")
      default: text.append(byte)
      }
    }
    throw failure("has a string without an end")
  }

  /// Reads an escape after its backslash, and returns the UTF-8 of what it stands for.
  private mutating func escaped() throws -> [UInt8] {
    guard position < bytes.count else { throw failure("has a string without an end") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try escapedScalar()
    default: throw failure("has an unknown escape")
    }
  }

  /// Reads a code point, written in one group of four digits or, as a surrogate pair, in two.
  private mutating func escapedScalar() throws -> [UInt8] {
    var units = [try hexadecimal()]
    if UTF16.isLeadSurrogate(units[0]) {
      let start = position
      guard bytes[start...].starts(with: Array("\\u".utf8)) else {
        throw failure("has half a surrogate pair")
      }
      position += 2
      units.append(try hexadecimal())
    }
    guard let character = String(validating: units, as: UTF16.self) else {
      throw failure("has half a surrogate pair")
    }
    return Array(character.utf8)
  }

  private mutating func hexadecimal() throws -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("has an unknown escape") }
    position += 4
    return unit
  }

  /// Goes past a value of any kind, which has to be as correct as one that is used.
  package mutating func skipValue() throws { try skipValue(depth: 0) }

  private mutating func skipValue(depth: Int) throws {
    guard depth < Self.deepest else { throw failure("has more than \(depth) levels") }
    switch peek() {
    case UInt8(ascii: "{"):
      try members(distinct: false) { scanner, _ in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["): try elements { try $0.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case nil: throw failure("ends within a value")
    default:
      if take(word: "true") || take(word: "false") || take(word: "null") { return }
      _ = try number()
    }
  }

  /// Goes past a word such as `true` or `null`, and returns whether it came next.
  package mutating func take(word: String) -> Bool {
    _ = peek()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// Reads a number by JSON's grammar, which is narrower than that of Swift's initialiser.
  package mutating func number() throws -> Double {
    _ = peek()
    let start = position
    _ = take(["-"])
    guard take(["0"]) || takeDigits() else { throw failure("lacks a value") }
    if take(["."]), !takeDigits() { throw failure("lacks digits") }
    if take(["e", "E"]) {
      _ = take(["-", "+"])
      guard takeDigits() else { throw failure("lacks digits") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw failure("has a number beyond double precision")
    }
    return number
  }

  /// Goes past one of a few characters, and returns whether one came next.
  private mutating func take(_ characters: [Unicode.Scalar]) -> Bool {
    guard position < bytes.count, characters.contains(Unicode.Scalar(bytes[position])) else {
      return false
    }
    position += 1
    return true
  }

  /// Goes past digits, and returns whether there were any.
  private mutating func takeDigits() -> Bool {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    return position > start
  }
}
