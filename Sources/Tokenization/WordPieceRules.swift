/// What BERT's tokenizer does with text before it looks for pieces.
///
/// The names in brackets are those of Hugging Face's `BertNormalizer`.
package struct WordPieceRules: Hashable, Sendable {
  /// Whether text is put into lower case (`lowercase`).
  package let lowercase: Bool
  /// Whether accents are taken off, which decomposes what remains (`strip_accents`).
  package let stripsAccents: Bool
  /// Whether every ideograph is a word of its own (`handle_chinese_chars`).
  package let splitsIdeographs: Bool
  /// Longer words, in characters, are unknown as a whole (`max_input_chars_per_word`).
  package let longestWord: Int

  /// - Parameter stripsAccents: as `lowercase` if nil.
  package init(
    lowercase: Bool = true, stripsAccents: Bool? = nil, splitsIdeographs: Bool = true,
    longestWord: Int = 100
  ) {
    (self.lowercase, self.stripsAccents) = (lowercase, stripsAccents ?? lowercase)
    (self.splitsIdeographs, self.longestWord) = (splitsIdeographs, longestWord)
  }
}
