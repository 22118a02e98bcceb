/// The pieces that a model reads, and how text is cut into them; it travels with models and data.
package struct Vocabulary: Hashable, Sendable {
  /// How text is cut into pieces.
  package enum Rules: Hashable, Sendable {
    /// BERT's (Devlin et al. 2019): words, then longest pieces first.
    case wordPiece
  }

  /// By id.
  package let pieces: [String]
  package let rules: Rules

  package init(_ pieces: [String], rules: Rules = .wordPiece) {
    (self.pieces, self.rules) = (pieces, rules)
  }

  package var count: Int { pieces.count }

  /// Whether a piece goes on the word of the piece before it, by the mark that it bears.
  package func continuesWord(_ piece: String) -> Bool { piece.utf8.starts(with: "##".utf8) }

  /// What cuts text by these rules.
  ///
  /// - Throws: `VocabularyError` where a special piece is missing or a piece is there twice.
  package func tokenizer() throws(VocabularyError) -> any Tokenizer {
    switch rules {
    case .wordPiece: try WordPieceTokenizer(vocabulary: self)
    }
  }
}
