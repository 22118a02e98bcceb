/// Collects the tokens of a vocabulary, and those that a text may spell out, while files add some.
struct AddedTokens {
  private(set) var pieces: [String]
  private(set) var added: [Int32: AddedPiece]

  init(_ pieces: [String], _ added: [AddedPiece]) {
    self.pieces = pieces
    self.added = Dictionary(added.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Adds tokens; one that is known keeps its id, others get the ids after the last one.
  ///
  /// - Throws: `VocabularyError` where a token should have another id than that.
  mutating func add(_ tokens: [NamedToken]) throws(VocabularyError) {
    guard !tokens.isEmpty else { return }
    var ids = Dictionary(
      pieces.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for token in tokens {
      guard !token.text.isEmpty else { throw token.location.wrong("a text that isn't empty") }
      let id = ids[token.text] ?? pieces.count
      if let wanted = token.id, wanted != id {
        let why = id < pieces.count ? "its index among the tokens" : "which follows the tokens"
        throw token.location.unsupported(
          "'\(token.text)' with the id \(wanted)", supported: "\(id), \(why), is")
      }
      if id == pieces.count {
        pieces.append(token.text)
        ids[token.text] = id
      }
      guard added[Int32(id)] == nil else { continue }
      added[Int32(id)] = AddedPiece(
        id: Int32(id), takesSpaceBefore: token.takesSpaceBefore,
        takesSpaceAfter: token.takesSpaceAfter, isSpecial: token.isSpecial,
        isNormalized: token.isNormalized)
    }
  }
}
