/// Reads and writes the format `vocab.txt`, which has one token a line with ids from 0.
enum VocabularyText {
  /// Reads the tokens, in the order of their ids.
  ///
  /// - Parameter path: The path that errors name.
  /// - Throws: `VocabularyError` where a line isn't UTF-8.
  static func pieces(_ bytes: [UInt8], path: String) throws(VocabularyError) -> [String] {
    var pieces: [String] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let piece = String(validating: bytes, as: UTF8.self) else {
        throw VocabularyError(path, line: pieces.count + 1, "expected UTF-8, found other bytes")
      }
      pieces.append(piece)
    }
    if pieces.last == "" { pieces.removeLast() }
    return pieces
  }

  /// Encodes a vocabulary; nil where the format can't hold all of it, which is where it has other
  /// rules than BERT's lower-case ones, other added tokens than the special ones, or a token with a
  /// line's end.
  static func bytes(_ vocabulary: Vocabulary) -> [UInt8]? {
    let plain = Vocabulary(vocabulary.pieces)
    guard vocabulary.rules == plain.rules, vocabulary.added == plain.added,
      !vocabulary.pieces.contains(where: { $0.utf8.contains { $0 == 10 || $0 == 13 } })
    else { return nil }
    return vocabulary.pieces.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
  }
}
