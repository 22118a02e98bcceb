/// BERT's WordPiece tokenizer (Devlin et al. 2019), which cuts words into the longest tokens first.
package struct WordPieceTokenizer: Tokenizer {
  /// Marks a token that continues a word.
  static let continuation = "##"

  package let vocabulary: Vocabulary
  package let special: SpecialPieces
  private let rules: WordPieceRules
  private var beginnings = PieceTrie()
  private var continuations = PieceTrie()
  private let added: AddedPieceFinder
  /// Finds the added tokens that are looked for in normalised text.
  private let normalized: AddedPieceFinder

  /// Prepares to cut text by a WordPiece vocabulary.
  ///
  /// - Throws: `VocabularyError` where a special token is missing, a token is there twice or the
  ///   vocabulary has other rules.
  package init(vocabulary: Vocabulary) throws(VocabularyError) {
    guard case .wordPiece(let rules) = vocabulary.rules else {
      throw VocabularyError("the vocabulary is not one for WordPiece")
    }
    (self.vocabulary, self.rules) = (vocabulary, rules)
    special = try SpecialPieces(in: vocabulary.pieces)
    added = AddedPieceFinder(vocabulary)
    normalized = AddedPieceFinder(vocabulary) { WordSplitter.normalized($0, rules) }
    for (id, piece) in vocabulary.pieces.enumerated() {
      let marker = Self.continuation
      let isNew =
        piece.utf8.starts(with: marker.utf8) && piece != marker
        ? continuations.insert(piece.utf8.dropFirst(marker.utf8.count), piece: Int32(id))
        : beginnings.insert(piece.utf8, piece: Int32(id))
      guard isNew else { throw VocabularyError(id: id, isEmptyOrTwice: piece) }
    }
  }

  /// Returns the tokens of a text, without [CLS] and [SEP]; it recognises special tokens that the
  /// text spells out.
  package func encode(_ text: String) -> [Int32] {
    var pieces: [Int32] = []
    var splitter = WordSplitter(rules)
    var text = text
    text.withUTF8 { bytes in
      added.split(bytes) { part in
        switch part {
        case .piece(let id): pieces.append(id)
        case .text(let range) where normalized.isEmpty:
          splitter.split(UnsafeBufferPointer(rebasing: bytes[range])) { append($0, to: &pieces) }
        case .text(let range):
          cut(WordSplitter.normalized(bytes[range], rules), by: &splitter, into: &pieces)
        }
      }
    }
    return pieces
  }

  /// Appends the tokens of normalised text, in which added tokens may stand.
  private func cut(_ text: [UInt8], by splitter: inout WordSplitter, into pieces: inout [Int32]) {
    text.withUnsafeBufferPointer { bytes in
      normalized.split(bytes) { part in
        switch part {
        case .piece(let id): pieces.append(id)
        case .text(let range):
          splitter.split(UnsafeBufferPointer(rebasing: bytes[range])) { append($0, to: &pieces) }
        }
      }
    }
  }

  /// Appends the tokens of a word, or [UNK] where it can't be put together.
  private func append(_ word: ArraySlice<UInt8>, to pieces: inout [Int32]) {
    let start = pieces.count
    // Bytes that begin a character: all but those of the form 10xxxxxx.
    var isKnown =
      word.count <= rules.longestWord
      || word.count(where: { $0 & 0xC0 != 0x80 }) <= rules.longestWord
    var rest = word
    while isKnown && !rest.isEmpty {
      let match =
        rest.startIndex == word.startIndex
        ? beginnings.longestMatch(rest) : continuations.longestMatch(rest)
      if let match {
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
