/// The pieces that a model reads, and how text is cut into them; it travels with models and data.
package struct Vocabulary: Hashable, Sendable {
  /// How text is cut into pieces.
  package enum Rules: Hashable, Sendable {
    /// BERT's (Devlin et al. 2019): words, then longest pieces first.
    case wordPiece(WordPieceRules)
    /// ALBERT's (Kudo 2018): of all ways to cut a word, the most probable one.
    case unigram(UnigramRules)
  }

  /// By id.
  package let pieces: [String]
  package let rules: Rules
  /// The pieces that a text may spell out, by id.
  package let added: [AddedPiece]

  /// - Parameters:
  ///   - pieces: in the order of their ids.
  ///   - rules: BERT's lower-case ones unless told.
  ///   - added: the special pieces unless told.
  /// - Precondition: the ids of `added` are places in `pieces` where the piece isn't empty.
  package init(
    _ pieces: [String], rules: Rules = .wordPiece(WordPieceRules()), added: [AddedPiece]? = nil
  ) {
    (self.pieces, self.rules) = (pieces, rules)
    self.added = (added ?? Self.special(pieces)).sorted { $0.id < $1.id }
    precondition(
      self.added.allSatisfy { pieces.indices.contains(Int($0.id)) && !pieces[Int($0.id)].isEmpty })
  }

  package var count: Int { pieces.count }

  /// Whether a piece goes on the word of the piece before it, by the mark that it bears.
  package func continuesWord(_ piece: String) -> Bool {
    switch rules {
    case .wordPiece: piece.utf8.starts(with: WordPieceTokenizer.continuation.utf8)
    case .unigram: !piece.utf8.starts(with: "▁".utf8)
    }
  }

  /// What cuts text by these rules.
  ///
  /// - Throws: `VocabularyError` where there are no pieces, as for a model that came without a
  ///   vocabulary, where a special piece is missing or a piece is there twice.
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

  /// The special pieces, or none where one is missing, which ``tokenizer()`` will tell.
  static func special(_ pieces: [String]) -> [AddedPiece] {
    guard let special = try? SpecialPieces(in: pieces) else { return [] }
    return special.ids.map { AddedPiece(id: $0) }
  }
}
