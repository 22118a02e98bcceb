/// A token that is recognised where a text spells it out, before the text is cut into words.
package struct AddedPiece: Hashable, Sendable {
  package let id: Int32
  /// Whether white space before or after it belongs to it.
  package let takesSpaceBefore: Bool
  package let takesSpaceAfter: Bool
  /// Whether it marks something in a sequence, such as [SEP], and is no word of the language.
  package let isSpecial: Bool
  /// Whether it is looked for in the text as the rules normalise it, being normalised itself, and
  /// not in the text as it is.
  package let isNormalized: Bool

  package init(
    id: Int32, takesSpaceBefore: Bool = false, takesSpaceAfter: Bool = false,
    isSpecial: Bool = true, isNormalized: Bool = false
  ) {
    self.id = id
    self.isSpecial = isSpecial
    self.isNormalized = isNormalized
    (self.takesSpaceBefore, self.takesSpaceAfter) = (takesSpaceBefore, takesSpaceAfter)
  }
}

/// Cuts text at the added tokens that it spells out; where several begin, the longest counts.
struct AddedPieceFinder: Sendable {
  enum Part {
    case piece(Int32)
    /// Offsets of text that holds no added token.
    case text(Range<Int>)
  }

  private struct Entry {
    let name: [UInt8]
    let piece: AddedPiece
  }

  /// Tokens to look for, the longest name first.
  private let entries: [Entry]
  /// Whether a name begins with each byte [256].
  private var begins = [Bool](repeating: false, count: 256)

  /// Looks for the added tokens that stand in text as it is; with `normalize`, for those that stand
  /// in normalised text.
  init(_ vocabulary: Vocabulary, normalizedBy normalize: (([UInt8]) -> [UInt8])? = nil) {
    entries = vocabulary.added.filter { $0.isNormalized == (normalize != nil) }.map {
      let name = Array(vocabulary.pieces[Int($0.id)].utf8)
      return Entry(name: normalize?(name) ?? name, piece: $0)
    }.filter { !$0.name.isEmpty }.sorted { $0.name.count > $1.name.count }
    for entry in entries { begins[Int(entry.name[0])] = true }
  }

  /// Whether there is nothing to find.
  var isEmpty: Bool { entries.isEmpty }

  /// Calls `visit` with the parts of `text` in order; no part is empty.
  func split(_ text: UnsafeBufferPointer<UInt8>, visit: (Part) -> Void) {
    var start = 0
    var position = 0
    while position < text.count {
      guard begins[Int(text[position])], let found = entry(text, at: position) else {
        position += 1
        continue
      }
      var (first, end) = (position, position + found.name.count)
      if found.piece.takesSpaceBefore { first = Self.spaceBegins(text, from: start, to: first) }
      if found.piece.takesSpaceAfter { end = Self.spaceEnds(text, from: end) }
      if start < first { visit(.text(start..<first)) }
      visit(.piece(found.piece.id))
      (start, position) = (end, end)
    }
    if start < text.count { visit(.text(start..<text.count)) }
  }

  private func entry(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Entry? {
    entries.first { text[position...].starts(with: $0.name) }
  }

  /// Finds the offset at which the white space begins that ends at `end`.
  private static func spaceBegins(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    var end = end
    while end > start {
      var lead = end - 1
      while text[lead] & 0xC0 == 0x80 { lead -= 1 }
      guard UTF8Text.scalar(text, at: lead).scalar.properties.isWhitespace else { break }
      end = lead
    }
    return end
  }

  /// Finds the offset at which the white space ends that begins at `start`.
  private static func spaceEnds(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var start = start
    while start < text.count {
      let (scalar, length) = UTF8Text.scalar(text, at: start)
      guard scalar.properties.isWhitespace else { break }
      start += length
    }
    return start
  }
}
