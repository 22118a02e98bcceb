/// Learns a WordPiece vocabulary from words and their counts.
///
/// As Hugging Face's trainer does, it merges the pair of neighbouring tokens that is most frequent
/// over the counted words (byte-pair encoding, Sennrich et al. 2016), where all but a word's first
/// token carry `##`. Google's trainer, which was not published, is said to divide a pair's count by
/// those of its parts. Ties go to the pair that comes first by its bytes.
package enum WordPieceTrainer {
  /// The most characters that are kept; the most frequent ones are.
  private static let alphabetLimit = 1_000

  /// Counts each word in `texts`, cut by `rules`.
  package static func count(
    _ texts: some Sequence<String>, rules: WordPieceRules = WordPieceRules()
  ) -> [String: Int] {
    var counts: [String: Int] = [:]
    for text in texts {
      for word in WordSplitter.words(text, rules) { counts[word, default: 0] += 1 }
    }
    return counts
  }

  /// Learns a vocabulary of the special tokens, the characters, then merged tokens in the order in
  /// which they were found.
  ///
  /// - Parameters:
  ///   - words: Count of each word.
  ///   - size: The most tokens wanted; fewer come back where `words` has no more to merge.
  ///   - minimumFrequency: The fewest occurrences of a pair that is merged.
  /// - Returns: The tokens, in the order of their ids.
  /// - Throws: `VocabularyError` where `size` leaves no room for characters.
  package static func learn(
    words: [String: Int], size: Int, minimumFrequency: Int
  ) throws(VocabularyError) -> [String] {
    guard size > SpecialPieces.names.count else {
      throw VocabularyError(
        "a vocabulary of \(size) has no room for more than its \(SpecialPieces.names.count) "
          + "special tokens")
    }
    let counted = words.filter { $0.value > 0 }.map { (Array($0.key.unicodeScalars), $0.value) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    var merger = PairMerger(
      words: counted,
      alphabetLimit: min(alphabetLimit, size - SpecialPieces.names.count))
    merger.merge(
      until: size - SpecialPieces.names.count, minimumFrequency: max(1, minimumFrequency))
    return SpecialPieces.names + merger.pieces.map { String(decoding: $0, as: UTF8.self) }
  }
}
