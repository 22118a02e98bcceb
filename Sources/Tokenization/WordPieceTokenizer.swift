/// BERT's lower-case WordPiece tokenizer (Devlin et al. 2019): words, then longest pieces first.
package struct WordPieceTokenizer: Tokenizer {
  /// Marks a piece that continues a word.
  static let continuation = "##"

  /// Longer words, in characters, are unknown as a whole, as in BERT's reference code.
  private static let longestWord = 100

  package let vocabulary: Vocabulary
  package let special: SpecialPieces
  private var beginnings = PieceTrie()
  private var continuations = PieceTrie()
  private let specialNames: [(name: [UInt8], piece: Int32)]

  /// - Throws: `VocabularyError` where a special piece is missing or a piece is there twice.
  package init(vocabulary: Vocabulary) throws(VocabularyError) {
    self.vocabulary = vocabulary
    let special = try SpecialPieces(in: vocabulary.pieces)
    self.special = special
    specialNames = zip(
      SpecialPieces.names,
      [special.padding, special.unknown, special.start, special.separator, special.mask]
    ).map { (Array($0.utf8), $1) }
    for (id, piece) in vocabulary.pieces.enumerated() {
      let marker = Self.continuation
      let isNew =
        piece.hasPrefix(marker) && piece != marker
        ? continuations.insert(piece.utf8.dropFirst(marker.utf8.count), piece: Int32(id))
        : beginnings.insert(piece.utf8, piece: Int32(id))
      guard isNew else {
        throw VocabularyError(
          "line \(id + 1) of the vocabulary, '\(piece)', is empty or there twice")
      }
    }
  }

  /// The pieces of a text, without [CLS] and [SEP]; special pieces spelled out are recognised.
  package func encode(_ text: String) -> [Int32] {
    var pieces: [Int32] = []
    var splitter = WordSplitter()
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for position in bytes.indices where bytes[position] == UInt8(ascii: "[") {
        guard position >= start, let found = specialName(bytes, at: position) else { continue }
        let before = UnsafeBufferPointer(rebasing: bytes[start..<position])
        splitter.split(before) { append($0, to: &pieces) }
        pieces.append(found.piece)
        start = position + found.name.count
      }
      splitter.split(UnsafeBufferPointer(rebasing: bytes[start...])) { append($0, to: &pieces) }
    }
    return pieces
  }

  private func specialName(
    _ bytes: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> (name: [UInt8], piece: Int32)? {
    specialNames.first { bytes[position...].starts(with: $0.name) }
  }

  /// Appends the pieces of a word, or [UNK] where it can't be put together.
  private func append(_ word: ArraySlice<UInt8>, to pieces: inout [Int32]) {
    let start = pieces.count
    // Bytes that begin a character: all but those of the form 10xxxxxx.
    var isKnown =
      word.count <= Self.longestWord
      || word.count(where: { $0 & 0xC0 != 0x80 }) <= Self.longestWord
    var rest = word
    while isKnown && !rest.isEmpty {
      let trie = rest.startIndex == word.startIndex ? beginnings : continuations
      if let match = trie.longestMatch(rest) {
        pieces.append(match.piece)
        rest = rest.dropFirst(match.length)
      } else {
        isKnown = false
      }
    }
    guard !isKnown else { return }
    pieces.removeSubrange(start...)
    pieces.append(special.unknown)
  }
}
