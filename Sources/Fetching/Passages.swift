/// Makes texts as the data set `text` reads them: UTF-8, one passage a line, with spaces where
/// lines were broken.
///
/// Bytes that are not UTF-8 become U+FFFD.
enum Passages {
  /// Returns the paragraphs of plain text, which are separated by blank lines, one a line.
  static func ofText(_ bytes: [UInt8]) -> [UInt8] {
    var builder = PassageBuilder()
    var isBlank = true
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        if isBlank { builder.endPassage() }
        isBlank = true
      } else if !PassageBuilder.isSpace(byte) {
        isBlank = false
      }
      builder.add(byte)
    }
    return builder.finished()
  }

  /// Returns the paragraphs of an HTML page's body, one a line, without tags and with character
  /// references decoded.
  static func ofPage(_ bytes: [UInt8]) -> [UInt8] {
    var builder = PassageBuilder()
    var position = bodyStart(bytes)
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "<") where isTag(bytes, at: position):
        let end = tagEnd(bytes, from: position)
        if inline.contains(tagName(bytes[(position + 1)..<end])) == false { builder.endPassage() }
        position = end + 1
      case UInt8(ascii: "&"):
        let (text, next) = reference(bytes, at: position)
        for byte in text { builder.add(byte) }
        position = next
      case let byte:
        builder.add(byte)
        position += 1
      }
    }
    return builder.finished()
  }

  /// Names of the elements that stand within a sentence; all others separate passages.
  private static let inline: Set = [
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "small", "span", "strong", "sub",
    "sup", "tt", "u",
  ]

  private static let named: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ",
  ]

  private static func bodyStart(_ bytes: [UInt8]) -> Int {
    let opening = Array("<body".utf8)
    return bytes.indices.first {
      bytes[$0...].prefix(5).map { $0 | 0x20 } == opening.map { $0 | 0x20 }
    }
      ?? 0
  }

  /// Returns whether a `<` begins a tag: with anything but a name, `/` or `!` after it, it is a
  /// character of the text.
  private static func isTag(_ bytes: [UInt8], at position: Int) -> Bool {
    guard position + 1 < bytes.count else { return false }
    let next = bytes[position + 1]
    return next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || isLetter(next)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Returns the position of the tag's `>`, or of the last byte where there is none.
  private static func tagEnd(_ bytes: [UInt8], from position: Int) -> Int {
    bytes[position...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
  }

  private static func tagName(_ inside: ArraySlice<UInt8>) -> String {
    let name = inside.drop { $0 == UInt8(ascii: "/") }
    return String(
      decoding: name.prefix { isLetter($0) || (48...57).contains($0) }.map { $0 | 0x20 },
      as: UTF8.self)
  }

  /// Returns the character that `&name;` or `&#number;` stands for, and the position behind it; an
  /// unknown reference stands for itself.
  private static func reference(_ bytes: [UInt8], at position: Int) -> (text: [UInt8], next: Int) {
    let ahead = bytes[(position + 1)...].prefix(10)
    guard let end = ahead.firstIndex(of: UInt8(ascii: ";")) else {
      return ([bytes[position]], position + 1)
    }
    let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    let text = named[name] ?? scalar(name).map { String(Character($0)) }
    return text.map { (Array($0.utf8), end + 1) } ?? ([bytes[position]], position + 1)
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    let isHexadecimal = name.hasPrefix("#x") || name.hasPrefix("#X")
    guard name.hasPrefix("#") else { return nil }
    return UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
      .flatMap(Unicode.Scalar.init)
  }
}

/// Puts passages together, each on a line, with one space wherever there was any.
private struct PassageBuilder {
  private var text: [UInt8] = []
  private var hasBegun = false
  private var needsSpace = false

  static func isSpace(_ byte: UInt8) -> Bool { byte <= 32 }

  mutating func add(_ byte: UInt8) {
    if Self.isSpace(byte) {
      needsSpace = hasBegun
      return
    }
    if needsSpace { text.append(UInt8(ascii: " ")) }
    text.append(byte)
    (hasBegun, needsSpace) = (true, false)
  }

  mutating func endPassage() {
    if hasBegun { text.append(UInt8(ascii: "\n")) }
    (hasBegun, needsSpace) = (false, false)
  }

  mutating func finished() -> [UInt8] {
    endPassage()
    return Array(String(decoding: text, as: UTF8.self).utf8)
  }
}
