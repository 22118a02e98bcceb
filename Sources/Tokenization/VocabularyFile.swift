internal import FoundationEssentials

/// A vocabulary in files, as Hugging Face writes them: `vocab.txt`, one piece a line, ids from 0.
package enum VocabularyFile {
  package static let name = "vocab.txt"

  /// The names that a stored vocabulary's files may have.
  package static let names = [name]

  /// Reads what ``write(_:into:)`` wrote.
  ///
  /// - Parameter files: paths by name; other names are left alone.
  /// - Throws: `VocabularyError` where a file is missing, can't be read or isn't UTF-8.
  package static func read(files: [String: String]) throws(VocabularyError) -> Vocabulary {
    guard let path = files[name] else { throw VocabularyError("expected the file \(name)") }
    return Vocabulary(try read(path))
  }

  /// The pieces of a `vocab.txt`.
  ///
  /// - Throws: `VocabularyError` where the file can't be read or isn't UTF-8.
  package static func read(_ path: String) throws(VocabularyError) -> [String] {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw VocabularyError("\(path): can't be read; is it there, and readable?")
    }
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

  /// Writes a vocabulary into an existing folder; equal ones give equal bytes.
  ///
  /// - Returns: file name to path.
  /// - Throws: `VocabularyError` where a piece holds a line's end or the file can't be written.
  @discardableResult
  package static func write(
    _ vocabulary: Vocabulary, into folder: String
  ) throws(VocabularyError) -> [String: String] {
    let path = "\(folder)/\(name)"
    guard !vocabulary.pieces.contains(where: { $0.contains(where: \.isNewline) }) else {
      throw VocabularyError("\(path): a piece of the vocabulary holds a line's end")
    }
    let text = vocabulary.pieces.map { "\($0)\n" }.joined()
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw VocabularyError("\(path): can't be written: \(error)")
    }
    return [name: path]
  }
}
