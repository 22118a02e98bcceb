/// Texts as the data set `text` reads them: UTF-8, one passage a line, spaces where lines broke.
///
/// Bytes that are not UTF-8 become U+FFFD.
enum Passages {
  /// The paragraphs of plain text, which blank lines part.
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

  /// The paragraphs of an HTML page's body, without tags and with character references decoded.
  static func ofPage(_ bytes: [UInt8]) -> [UInt8] {
    var builder = PassageBuilder()
    var place = bodyStart(bytes)
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "<") where isTag(bytes, at: place):
        let end = tagEnd(bytes, from: place)
        if inline.contains(tagName(bytes[(place + 1)..<end])) == false { builder.endPassage() }
        place = end + 1
      case UInt8(ascii: "&"):
        let (text, next) = reference(bytes, at: place)
        for byte in text { builder.add(byte) }
        place = next
      case let byte:
        builder.add(byte)
        place += 1
      }
    }
    return builder.finished()
  }

  /// Elements that stand within a sentence; all others part passages.
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

  /// A `<` with anything but a name, `/` or `!` after it is a character of the text.
  private static func isTag(_ bytes: [UInt8], at place: Int) -> Bool {
    guard place + 1 < bytes.count else { return false }
    let next = bytes[place + 1]
    return next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || isLetter(next)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Where the tag's `>` is, or the last byte.
  private static func tagEnd(_ bytes: [UInt8], from place: Int) -> Int {
    bytes[place...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
  }

  private static func tagName(_ inside: ArraySlice<UInt8>) -> String {
    let name = inside.drop { $0 == UInt8(ascii: "/") }
    return String(
      decoding: name.prefix { isLetter($0) || (48...57).contains($0) }.map { $0 | 0x20 },
      as: UTF8.self)
  }

  /// The character that `&name;` or `&#number;` stands for; an unknown one stands for itself.
  private static func reference(_ bytes: [UInt8], at place: Int) -> (text: [UInt8], next: Int) {
    let ahead = bytes[(place + 1)...].prefix(10)
    guard let end = ahead.firstIndex(of: UInt8(ascii: ";")) else {
      return ([bytes[place]], place + 1)
    }
    let name = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
    let text = named[name] ?? scalar(name).map { String(Character($0)) }
    return text.map { (Array($0.utf8), end + 1) } ?? ([bytes[place]], place + 1)
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
