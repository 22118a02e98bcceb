/// One step of the normalisation of text before Unigram's rules cut it into tokens.
package enum NormalizationStep: Hashable, Sendable {
  /// Replaces every occurrence of a text that is not empty.
  case replace(String, by: String)
  /// Replaces two spaces or more by one text.
  case joinSpaces(into: String)
  /// Decomposes characters by compatibility (Unicode's NFKD).
  case decompose
  /// Drops combining marks, which is what accents are after decomposition.
  case dropMarks
  /// Puts text into lower case, character by character.
  case lowercase
  /// Applies SentencePiece's own normalisation.
  case map(CharacterMap)

  /// Factor by which it may lengthen a text, in bytes; 1 for steps whose growth Unicode or a map
  /// bounds.
  var growth: Double {
    switch self {
    case .replace(let old, let new): max(1, Double(new.utf8.count) / Double(old.utf8.count))
    case .joinSpaces(let new): max(1, Double(new.utf8.count) / 2)
    case .decompose, .dropMarks, .lowercase, .map: 1
    }
  }

  /// Changes text in UTF-8.
  func apply(to text: inout [UInt8]) {
    switch self {
    case .replace(let old, let new):
      Self.replace(Array(old.utf8), by: Array(new.utf8), in: &text)
    case .joinSpaces(let new): Self.joinSpaces(into: Array(new.utf8), in: &text)
    case .decompose: if !text.isASCII { text = UnicodeRules.decomposed(text) }
    case .dropMarks: if !text.isASCII { Self.dropMarks(&text) }
    case .lowercase: Self.lowercase(&text)
    case .map(let map): map.apply(to: &text)
    }
  }

  private static func replace(_ old: [UInt8], by new: [UInt8], in text: inout [UInt8]) {
    guard var position = index(of: old, in: text, from: 0) else { return }
    var result: [UInt8] = []
    var start = 0
    while true {
      result += text[start..<position] + new
      start = position + old.count
      guard let next = index(of: old, in: text, from: start) else { break }
      position = next
    }
    text = result + text[start...]
  }

  private static func index(of part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    var position = start
    while let next = text[position...].firstIndex(of: part[0]) {
      if text[next...].starts(with: part) { return next }
      position = next + 1
    }
    return nil
  }

  private static func joinSpaces(into new: [UInt8], in text: inout [UInt8]) {
    let space = UInt8(ascii: " ")
    guard index(of: [space, space], in: text, from: 0) != nil else { return }
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      let end = text[position...].firstIndex { $0 != space } ?? text.count
      switch end - position {
      case 0: result.append(text[position])
      case 1: result.append(space)
      default: result += new
      }
      position = max(end, position + 1)
    }
    text = result
  }

  private static func dropMarks(_ text: inout [UInt8]) {
    var result: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars
    where !UnicodeRules.isMark(scalar) {
      result.append(scalar)
    }
    text = result
  }

  private static func lowercase(_ text: inout [UInt8]) {
    guard text.isASCII else {
      let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
      text = scalars.reduce(into: []) { $0 += $1.properties.lowercaseMapping.utf8 }
      return
    }
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    for position in text.indices where capitals.contains(text[position]) {
      text[position] += 32
    }
  }
}
