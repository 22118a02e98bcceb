internal import Tokenization

/// The tokens of a text, each with the range of the text that it comes from.
///
/// The text is cut at white space, and with WordPiece also around punctuation, where its tokenizer
/// cuts, too; all tokens of such a part have the range of the whole part.
struct AlignedPieces {
  let ids: [Int32]
  /// Range of Unicode scalars of the text that each token's part covers [tokens].
  let ranges: [Range<Int>]

  private let scalars: [Unicode.Scalar]

  init(_ text: String, tokenizer: any Tokenizer) {
    var ids: [Int32] = []
    var ranges: [Range<Int>] = []
    scalars = Array(text.unicodeScalars)
    let isWordPiece =
      if case .wordPiece = tokenizer.vocabulary.rules { true } else { false }
    for part in Self.parts(scalars, atPunctuation: isWordPiece) {
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[part])
      let pieces = tokenizer.encode(String(word))
      ids += pieces
      ranges += pieces.map { _ in part }
    }
    (self.ids, self.ranges) = (ids, ranges)
  }

  /// Finds the tokens that cover a stretch of the text; nil where none does.
  func pieces(covering stretch: Range<Int>) -> ClosedRange<Int>? {
    guard let first = ranges.firstIndex(where: { $0.overlaps(stretch) }),
      let last = ranges.lastIndex(where: { $0.overlaps(stretch) })
    else { return nil }
    return first...last
  }

  /// Returns the text that some tokens cover; empty where there are no such tokens.
  func text(of pieces: ClosedRange<Int>) -> String {
    guard pieces.lowerBound >= 0, pieces.upperBound < ranges.count else { return "" }
    let (first, last) = (ranges[pieces.lowerBound], ranges[pieces.upperBound])
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[first.lowerBound..<last.upperBound])
    return String(text)
  }

  /// Cuts the text at white space, and around punctuation if wanted.
  private static func parts(_ scalars: [Unicode.Scalar], atPunctuation: Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    func end(at offset: Int) { if offset > start { parts.append(start..<offset) } }
    for (offset, scalar) in scalars.enumerated() {
      if scalar.properties.isWhitespace {
        end(at: offset)
        start = offset + 1
      } else if atPunctuation && UnicodeRules.isPunctuation(scalar) {
        end(at: offset)
        parts.append(offset..<offset + 1)
        start = offset + 1
      }
    }
    end(at: scalars.count)
    return parts
  }
}
