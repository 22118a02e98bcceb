internal import Tokenization

/// The pieces of a text with the places that they come from.
///
/// The text is cut at white space, and with WordPiece also around punctuation, where its tokenizer
/// cuts, too; the pieces of such a part all come from the whole part.
struct PlacedPieces {
  let ids: [Int32]
  /// Of each piece, the Unicode scalars of the text that its part covers.
  let places: [Range<Int>]

  private let scalars: [Unicode.Scalar]

  init(_ text: String, tokenizer: any Tokenizer) {
    var ids: [Int32] = []
    var places: [Range<Int>] = []
    scalars = Array(text.unicodeScalars)
    let isWordPiece =
      if case .wordPiece = tokenizer.vocabulary.rules { true } else { false }
    for part in Self.parts(scalars, atPunctuation: isWordPiece) {
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[part])
      let pieces = tokenizer.encode(String(word))
      ids += pieces
      places += pieces.map { _ in part }
    }
    (self.ids, self.places) = (ids, places)
  }

  /// The pieces that cover a stretch of the text; nil where none does.
  func pieces(covering stretch: Range<Int>) -> ClosedRange<Int>? {
    guard let first = places.firstIndex(where: { $0.overlaps(stretch) }),
      let last = places.lastIndex(where: { $0.overlaps(stretch) })
    else { return nil }
    return first...last
  }

  /// The text that some pieces cover; none where there are no such pieces.
  func text(of pieces: ClosedRange<Int>) -> String {
    guard pieces.lowerBound >= 0, pieces.upperBound < places.count else { return "" }
    let (first, last) = (places[pieces.lowerBound], places[pieces.upperBound])
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[first.lowerBound..<last.upperBound])
    return String(text)
  }

  /// The stretches between white space, and around punctuation if wanted.
  private static func parts(_ scalars: [Unicode.Scalar], atPunctuation: Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    func end(at place: Int) { if place > start { parts.append(start..<place) } }
    for (place, scalar) in scalars.enumerated() {
      if scalar.properties.isWhitespace {
        end(at: place)
        start = place + 1
      } else if atPunctuation && UnicodeRules.isPunctuation(scalar) {
        end(at: place)
        parts.append(place..<place + 1)
        start = place + 1
      }
    }
    end(at: scalars.count)
    return parts
  }
}
