/// Reads scalars of text that is in memory as valid UTF-8.
enum UTF8Text {
  /// Decodes the scalar at a lead byte, and returns how many bytes it takes.
  static func scalar(
    _ text: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> (scalar: Unicode.Scalar, length: Int) {
    let lead = text[position]
    guard lead >= 0x80 else { return (Unicode.Scalar(lead), 1) }
    let length = length(lead)
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for next in 1..<length { value = value << 6 | UInt32(text[position + next] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  /// Returns how many bytes the character takes that a lead byte begins.
  static func length(_ lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  static func isWhitespace(ascii byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// Calls `visit` with the offsets of every stretch without white space, as Unicode defines it.
  static func words(_ text: UnsafeBufferPointer<UInt8>, visit: (Range<Int>) -> Void) {
    var start = 0
    var position = 0
    while position < text.count {
      var length = 1
      let isSpace: Bool
      if text[position] < 0x80 {
        isSpace = isWhitespace(ascii: text[position])
      } else {
        let (scalar, bytes) = scalar(text, at: position)
        (isSpace, length) = (scalar.properties.isWhitespace, bytes)
      }
      if isSpace {
        if start < position { visit(start..<position) }
        start = position + length
      }
      position += length
    }
    if start < position { visit(start..<position) }
  }
}

extension [UInt8] {
  /// Appends a scalar in UTF-8.
  mutating func append(_ scalar: Unicode.Scalar) {
    append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  var isASCII: Bool { allSatisfy { $0 < 0x80 } }
}
