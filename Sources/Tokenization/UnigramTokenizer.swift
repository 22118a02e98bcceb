/// ALBERT's tokenizer (Lan et al. 2020), which cuts each word into its most probable tokens (Kudo
/// 2018).
///
/// It gives the same tokens as Hugging Face's fast tokenizer. That one does not cut `1,` anew as
/// ALBERT's original code does; instead its scores make tokens of a digit and a comma improbable.
package struct UnigramTokenizer: Tokenizer {
  /// The character U+2581 in UTF-8, which stands for a space.
  private static let marker: [UInt8] = [0xE2, 0x96, 0x81]

  package let vocabulary: Vocabulary
  package let special: SpecialPieces
  private let rules: UnigramRules
  private let added: AddedPieceFinder
  private let lattice: UnigramLattice

  /// Prepares to cut text by a Unigram vocabulary.
  ///
  /// - Throws: `VocabularyError` where a special token is missing, a token is empty or there twice,
  ///   the scores are fewer or more than the tokens, or the vocabulary has other rules.
  package init(vocabulary: Vocabulary) throws(VocabularyError) {
    guard case .unigram(let rules) = vocabulary.rules else {
      throw VocabularyError("the vocabulary is not one for Unigram")
    }
    guard rules.scores.count == vocabulary.count else {
      throw VocabularyError(
        "the vocabulary has \(vocabulary.count) tokens, but \(rules.scores.count) scores")
    }
    (self.vocabulary, self.rules) = (vocabulary, rules)
    special = try SpecialPieces(in: vocabulary.pieces)
    added = AddedPieceFinder(vocabulary)
    lattice = try UnigramLattice(
      pieces: vocabulary.pieces, scores: rules.scores, unknown: special.unknown)
  }

  /// Returns the tokens of a text, without [CLS] and [SEP]; it recognises special tokens that the
  /// text spells out.
  package func encode(_ text: String) -> [Int32] {
    var path = UnigramLattice.Path()
    var pieces: [Int32] = []
    var text = text
    text.withUTF8 { bytes in
      added.split(bytes) { part in
        switch part {
        case .piece(let id): pieces.append(id)
        case .text(let range):
          var normalized = [UInt8](bytes[range])
          for step in rules.normalization { step.apply(to: &normalized) }
          cut(normalized, by: &path, into: &pieces)
        }
      }
    }
    return pieces
  }

  /// Appends the tokens of normalised text.
  private func cut(
    _ text: [UInt8], by path: inout UnigramLattice.Path, into pieces: inout [Int32]
  ) {
    guard !text.isEmpty else { return }
    var marked: [UInt8] = []
    marked.reserveCapacity(2 * text.count + 3)
    text.withUnsafeBufferPointer { bytes in
      if rules.splitsAtWhitespace {
        UTF8Text.words(bytes) { mark(bytes[$0], in: &marked) }
      } else {
        mark(bytes[...], in: &marked)
      }
    }
    marked.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = Self.markerBegins(bytes, after: start)
        lattice.cut(UnsafeBufferPointer(rebasing: bytes[start..<end]), by: &path, into: &pieces)
        start = end
      }
    }
  }

  /// Appends a word, begun with a marker if wanted, with a marker for every space.
  private func mark(_ word: Slice<UnsafeBufferPointer<UInt8>>, in marked: inout [UInt8]) {
    if rules.marksBeginnings && !word.starts(with: Self.marker) && word.first != 32 {
      marked += Self.marker
    }
    for byte in word {
      if byte == 32 { marked += Self.marker } else { marked.append(byte) }
    }
  }

  /// Finds the offset after `start` at which the next marker, and with it the next part, begins.
  private static func markerBegins(
    _ text: UnsafeBufferPointer<UInt8>, after start: Int
  ) -> Int {
    var position = start + 1
    while position < text.count {
      if text[position] == marker[0] && text[position...].starts(with: marker) { return position }
      position += 1
    }
    return text.count
  }
}
