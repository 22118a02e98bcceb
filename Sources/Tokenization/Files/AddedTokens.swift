/// Pieces and those of them that a text may spell out, while files add to them.
struct AddedTokens {
  private(set) var pieces: [String]
  private(set) var added: [Int32: AddedPiece]

  init(_ pieces: [String], _ added: [AddedPiece]) {
    self.pieces = pieces
    self.added = Dictionary(added.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Adds tokens: one that is a piece keeps its id, others follow the last piece.
  ///
  /// - Throws: `VocabularyError` where a token should have another id than that.
  mutating func add(_ tokens: [NamedToken]) throws(VocabularyError) {
    guard !tokens.isEmpty else { return }
    var ids = Dictionary(
      pieces.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for token in tokens {
      guard !token.text.isEmpty else { throw token.place.wrong("a text that isn't empty") }
      let id = ids[token.text] ?? pieces.count
      if let wanted = token.id, wanted != id {
        let why = id < pieces.count ? "its place among the pieces" : "which follows the pieces"
        throw token.place.unsupported(
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
