/// The rules by which BERT's tokenizer prepares text before it looks for tokens.
///
/// The names in brackets are those of Hugging Face's `BertNormalizer`.
package struct WordPieceRules: Hashable, Sendable {
  /// Whether text is put into lower case (`lowercase`).
  package let lowercase: Bool
  /// Whether accents are taken off, which decomposes what remains (`strip_accents`).
  package let stripsAccents: Bool
  /// Whether every ideograph is a word of its own (`handle_chinese_chars`).
  package let splitsIdeographs: Bool
  /// The most characters of a word; longer ones are unknown as a whole
  /// (`max_input_chars_per_word`).
  package let longestWord: Int

  /// Chooses rules; by default those of BERT's lower-case models.
  ///
  /// - Parameter stripsAccents: Whether accents are taken off; nil for the value of `lowercase`.
  package init(
    lowercase: Bool = true, stripsAccents: Bool? = nil, splitsIdeographs: Bool = true,
    longestWord: Int = 100
  ) {
    (self.lowercase, self.stripsAccents) = (lowercase, stripsAccents ?? lowercase)
    (self.splitsIdeographs, self.longestWord) = (splitsIdeographs, longestWord)
  }
}
