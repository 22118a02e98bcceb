/// What ALBERT's tokenizer knows beside its pieces.
package struct UnigramRules: Hashable, Sendable {
  /// The logarithm of each piece's probability, by id.
  package let scores: [Double]
  /// What is done to text before it is cut, in order.
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

  /// ALBERT's normalisation, as Hugging Face's conversion of its tokenizer has it.
  ///
  /// - Parameters:
  ///   - lowercase: whether text is put into lower case.
  ///   - keepsAccents: whether characters stay composed and keep their accents.
  ///   - characterMap: what SentencePiece would do, if its model came with such a map.
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
