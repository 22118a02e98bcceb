/// The rules by which a Unigram tokenizer, such as ALBERT's, cuts text.
package struct UnigramRules: Hashable, Sendable {
  /// Natural logarithm of each token's probability [vocabulary].
  package let scores: [Double]
  /// Steps that normalise text before it is cut, in order.
  package let normalization: [NormalizationStep]
  /// Whether text is cut at white space of any kind, and not at single spaces.
  package let splitsAtWhitespace: Bool
  /// Whether a word that does not begin with `▁` is given one.
  package let marksBeginnings: Bool

  package init(
    scores: [Double], normalization: [NormalizationStep], splitsAtWhitespace: Bool = true,
    marksBeginnings: Bool = true
  ) {
    (self.scores, self.normalization) = (scores, normalization)
    (self.splitsAtWhitespace, self.marksBeginnings) = (splitsAtWhitespace, marksBeginnings)
  }

  /// Returns the steps of ALBERT's normalisation, as Hugging Face's conversion of its tokenizer has
  /// them.
  ///
  /// - Parameters:
  ///   - lowercase: Whether text is put into lower case.
  ///   - keepsAccents: Whether characters stay composed and keep their accents.
  ///   - characterMap: SentencePiece's own map, if its model came with one.
  package static func albert(
    lowercase: Bool = true, keepsAccents: Bool = false, characterMap: CharacterMap? = nil
  ) -> [NormalizationStep] {
    [.replace("``", by: "\""), .replace("''", by: "\"")]
      + (keepsAccents ? [] : [.decompose, .dropMarks])
      + (lowercase ? [.lowercase] : [])
      + (characterMap.map { [.map($0)] } ?? [])
      + [.joinSpaces(into: " ")]
  }
}
