/// Reduces the text of a source file in Swift or C to the part that can change a result.
package enum SourceText {
  /// Removes comments, and white space except between two words.
  ///
  /// Text in quotes is unchanged.
  package static func essence(_ text: String) -> String {
    var scanner = EssenceScanner(Array(text.utf8))
    return String(decoding: scanner.run(), as: UTF8.self)
  }

  /// Finds the words of an essence, also those in quotes.
  package static func words(_ essence: String) -> Set<String> {
    Set(essence.split { !isWordCharacter($0) }.map(String.init))
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}

private struct EssenceScanner {
  private static let (quote, hash, slash, star) = (
    UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "/"), UInt8(ascii: "*")
  )

  private let text: [UInt8]
  private var position = 0
  private var output: [UInt8] = []
  private var hasSpace = false

  init(_ text: [UInt8]) { self.text = text }

  mutating func run() -> [UInt8] {
    while let byte = self[0] {
      if byte == Self.slash && self[1] == Self.slash {
        skipLine()
      } else if byte == Self.slash && self[1] == Self.star {
        skipBlock()
      } else if byte == Self.quote || byte == Self.hash && opensRawString {
        copyString()
      } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == 9 || byte == 13 {
        hasSpace = true
        position += 1
      } else {
        emit(byte)
        position += 1
      }
    }
    return output
  }

  private subscript(offset: Int) -> UInt8? {
    text.indices.contains(position + offset) ? text[position + offset] : nil
  }

  private var opensRawString: Bool {
    var offset = 0
    while self[offset] == Self.hash { offset += 1 }
    return self[offset] == Self.quote
  }

  private mutating func emit(_ byte: UInt8) {
    if hasSpace, let last = output.last, isWord(last), isWord(byte) {
      output.append(UInt8(ascii: " "))
    }
    hasSpace = false
    output.append(byte)
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte >= 128 || byte == UInt8(ascii: "_") || (48...57).contains(byte)
      || (65...90).contains(byte) || (97...122).contains(byte)
  }

  private mutating func skipLine() {
    hasSpace = true
    while let byte = self[0], byte != UInt8(ascii: "\n") { position += 1 }
  }

  /// Skips a block comment; those of Swift may be nested.
  private mutating func skipBlock() {
    hasSpace = true
    var depth = 0
    repeat {
      if self[0] == Self.slash && self[1] == Self.star {
        depth += 1
        position += 2
      } else if self[0] == Self.star && self[1] == Self.slash {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < text.count
  }

  /// Copies a string up to the closing quotes, which have as many `#` and `"` as the opening ones.
  private mutating func copyString() {
    let start = position
    var hashes = 0
    while self[0] == Self.hash { advance(&hashes) }
    var quotes = 0
    while self[0] == Self.quote && quotes < 3 { advance(&quotes) }
    if quotes == 2 { quotes = 1; position -= 1 }
    let end =
      Array(repeating: Self.quote, count: quotes) + Array(repeating: Self.hash, count: hashes)
    while position < text.count {
      if hashes == 0 && self[0] == UInt8(ascii: "\\") {
        position += 2
      } else if text[position...].starts(with: end) {
        position += end.count
        break
      } else {
        position += 1
      }
    }
    for byte in text[start..<min(position, text.count)] { emit(byte) }
  }

  private mutating func advance(_ count: inout Int) {
    count += 1
    position += 1
  }
}
