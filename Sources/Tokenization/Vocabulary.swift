/// The tokens that a model reads, and the rules that cut text into them; it travels with models and
/// data.
package struct Vocabulary: Hashable, Sendable {
  /// Rules by which text is cut into tokens.
  package enum Rules: Hashable, Sendable {
    /// BERT's rules (Devlin et al. 2019), by which words are cut into the longest tokens first.
    case wordPiece(WordPieceRules)
    /// ALBERT's rules (Kudo 2018), which choose the most probable way to cut a word.
    case unigram(UnigramRules)
  }

  /// Texts of the tokens [vocabulary]; an index is an id.
  package let pieces: [String]
  package let rules: Rules
  /// Tokens that a text may spell out, sorted by id.
  package let added: [AddedPiece]

  /// Makes a vocabulary of these tokens.
  ///
  /// - Parameters:
  ///   - pieces: Texts of the tokens, in the order of their ids.
  ///   - rules: How text is cut; by default BERT's lower-case rules.
  ///   - added: Tokens that a text may spell out; nil for the special tokens.
  /// - Precondition: The ids of `added` are indices of tokens that aren't empty.
  package init(
    _ pieces: [String], rules: Rules = .wordPiece(WordPieceRules()), added: [AddedPiece]? = nil
  ) {
    (self.pieces, self.rules) = (pieces, rules)
    self.added = (added ?? Self.special(pieces)).sorted { $0.id < $1.id }
    precondition(
      self.added.allSatisfy { pieces.indices.contains(Int($0.id)) && !pieces[Int($0.id)].isEmpty })
  }

  package var count: Int { pieces.count }

  /// Returns whether a token continues the word of the token before it, by its mark.
  package func continuesWord(_ piece: String) -> Bool {
    switch rules {
    case .wordPiece: piece.utf8.starts(with: WordPieceTokenizer.continuation.utf8)
    case .unigram: !piece.utf8.starts(with: "▁".utf8)
    }
  }

  /// Makes the tokenizer that cuts text by these rules.
  ///
  /// - Throws: `VocabularyError` where there are no tokens, as for a model that came without a
  ///   vocabulary, where a special token is missing or a token is there twice.
  package func tokenizer() throws(VocabularyError) -> any Tokenizer {
    guard count > 0 else {
      throw VocabularyError(
        "the model came without a vocabulary, so it reads no text; put tokenizer.json, vocab.txt "
          + "or spiece.model beside its tensors and load it again")
    }
    switch rules {
    case .wordPiece: return try WordPieceTokenizer(vocabulary: self)
    case .unigram: return try UnigramTokenizer(vocabulary: self)
    }
  }

  /// Returns the special tokens, or none where one is missing, which ``tokenizer()`` will report.
  static func special(_ pieces: [String]) -> [AddedPiece] {
    guard let special = try? SpecialPieces(in: pieces) else { return [] }
    return special.ids.map { AddedPiece(id: $0) }
  }
}
