/// Cuts text into lower-case words and single punctuation marks, as BERT's tokenizer does.
struct WordSplitter {
  /// Is given each word in UTF-8.
  typealias Visitor = (ArraySlice<UInt8>) -> Void

  private var word: [UInt8] = []

  /// Calls `visit` with every word of the UTF-8 bytes `text`, in order.
  mutating func split(_ text: UnsafeBufferPointer<UInt8>, visit: Visitor) {
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        take(ascii: byte, visit: visit)
        position += 1
      } else {
        let (scalar, length) = Self.scalar(text, at: position)
        take(scalar, visit: visit)
        position += length
      }
    }
    endWord(visit: visit)
  }

  /// The words of a text.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var splitter = WordSplitter()
    var text = text
    text.withUTF8 { bytes in
      splitter.split(bytes) { words.append(String(decoding: $0, as: UTF8.self)) }
    }
    return words
  }

  private mutating func take(ascii byte: UInt8, visit: Visitor) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      word.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      word.append(byte + 32)
    case 9, 10, 13, 32:
      endWord(visit: visit)
    case 0..<32, 127:
      break
    default:
      endWord(visit: visit)
      visit([byte])
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar, visit: Visitor) {
    switch UnicodeRules.treatment(of: scalar) {
    case .dropped: break
    case .separator: endWord(visit: visit)
    case .alone(let scalars):
      endWord(visit: visit)
      for part in scalars { append(part) }
      endWord(visit: visit)
    case .part(let scalars):
      for part in scalars {
        let stands = UnicodeRules.isPunctuation(part)
        if stands { endWord(visit: visit) }
        append(part)
        if stands { endWord(visit: visit) }
      }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func endWord(visit: Visitor) {
    guard !word.isEmpty else { return }
    visit(word[...])
    word.removeAll(keepingCapacity: true)
  }

  /// The scalar at a lead byte of valid UTF-8, and how many bytes it takes.
  private static func scalar(
    _ text: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> (Unicode.Scalar, Int) {
    let lead = text[position]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for next in 1..<length { value = value << 6 | UInt32(text[position + next] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }
}
