/// Writes texts as JSON strings.
package enum JSONText {
  /// Returns the text in quotes, with escapes for the characters that JSON requires them for.
  ///
  /// - Parameter letters: The letters of those escapes among `\n`, `\r` and `\t` that are used;
  ///   other control characters are written by their numbers, such as `\u000a`.
  package static func quoted(_ text: String, letters: String) -> String {
    let letters = Array(letters.utf8)
    var bytes = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<32:
        if let letter = letter(of: byte), letters.contains(letter) {
          bytes += [UInt8(ascii: "\\"), letter]
        } else {
          bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
        }
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func letter(of control: UInt8) -> UInt8? {
    switch control {
    case 9: UInt8(ascii: "t")
    case 10: UInt8(ascii: "n")
    case 13: UInt8(ascii: "r")
    default: nil
    }
  }
}
