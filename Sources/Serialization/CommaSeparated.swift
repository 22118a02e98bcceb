/// Writes comma-separated values (RFC 4180, but lines end with LF), and reads them again.
package enum CommaSeparated {
  /// Returns a line of fields, with its end.
  package static func line(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\n"
  }

  /// Returns the text of a field, in quotes where it needs them.
  ///
  /// It looks at bytes, as readers do, and not at characters: a carriage return and a line feed are
  /// two bytes but one character.
  package static func field(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { !isSpecial($0) } && text.utf8.first != UInt8(ascii: " ")
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }
}

extension CommaSeparated {
  /// Reads what was written here, line by line; quoted fields may contain commas and line ends.
  package struct Reader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Returns the ranges of the next line's fields, quotes included; nil at the end.
    package mutating func line() -> [Range<Int>]? {
      guard position < bytes.count else { return nil }
      var fields: [Range<Int>] = []
      var start = position
      var isQuoted = false
      while position < bytes.count {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
          fields.append(start..<position)
          start = position + 1
          if byte == UInt8(ascii: "\n") { break }
        }
        position += 1
      }
      if position >= bytes.count { fields.append(start..<position) }
      position += 1
      return fields
    }

    /// Returns the next line's fields without their quotes; nil at the end.
    package mutating func texts() -> [String]? { line()?.map(text) }

    private func text(_ field: Range<Int>) -> String {
      let quote = UInt8(ascii: "\"")
      let bytes = bytes[field]
      guard bytes.first == quote else { return String(decoding: bytes, as: UTF8.self) }
      let inner = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
      return inner.replacing("\"\"", with: "\"")
    }
  }
}
