/// Cuts text into words and single punctuation marks, as BERT's tokenizer does.
struct WordSplitter {
  /// Receives each word in UTF-8.
  typealias Visitor = (ArraySlice<UInt8>) -> Void

  private let rules: WordPieceRules
  private var word: [UInt8] = []

  init(_ rules: WordPieceRules) { self.rules = rules }

  /// Calls `visit` with every word of the UTF-8 bytes `text`, in order.
  mutating func split(_ text: UnsafeBufferPointer<UInt8>, visit: Visitor) {
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        take(ascii: byte, visit: visit)
        position += 1
      } else {
        let (scalar, length) = UTF8Text.scalar(text, at: position)
        take(scalar, visit: visit)
        position += length
      }
    }
    endWord(visit: visit)
  }

  /// Returns the words of a text.
  static func words(_ text: String, _ rules: WordPieceRules) -> [String] {
    var words: [String] = []
    var splitter = WordSplitter(rules)
    var text = text
    text.withUTF8 { bytes in
      splitter.split(bytes) { words.append(String(decoding: $0, as: UTF8.self)) }
    }
    return words
  }

  /// Cleans a text, sets ideographs apart, and changes case and accents as the rules say; splitting
  /// the result gives the same words.
  static func normalized(
    _ text: some Collection<UInt8>, _ rules: WordPieceRules
  ) -> [UInt8] {
    let space = Unicode.Scalar(" ")
    var normalized: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      let parts: [Unicode.Scalar] =
        switch UnicodeRules.treatment(of: scalar, rules) {
        case .dropped: []
        case .separator: [space]
        case .alone(let scalars): [space] + scalars + [space]
        case .part(let scalars): scalars
        }
      for part in parts { normalized += UTF8.encode(part) ?? UTF8.encodedReplacementCharacter }
    }
    return normalized
  }

  private mutating func take(ascii byte: UInt8, visit: Visitor) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      word.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      word.append(rules.lowercase ? byte + 32 : byte)
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
    switch UnicodeRules.treatment(of: scalar, rules) {
    case .dropped: break
    case .separator: endWord(visit: visit)
    case .alone(let scalars):
      endWord(visit: visit)
      for part in scalars { word.append(part) }
      endWord(visit: visit)
    case .part(let scalars):
      for part in scalars {
        let stands = UnicodeRules.isPunctuation(part)
        if stands { endWord(visit: visit) }
        word.append(part)
        if stands { endWord(visit: visit) }
      }
    }
  }

  private mutating func endWord(visit: Visitor) {
    guard !word.isEmpty else { return }
    visit(word[...])
    word.removeAll(keepingCapacity: true)
  }
}
