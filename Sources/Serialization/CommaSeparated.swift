/// Writes comma-separated values (RFC 4180, but lines end with LF).
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
