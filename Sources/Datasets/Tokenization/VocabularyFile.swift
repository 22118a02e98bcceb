internal import FoundationEssentials

/// A vocabulary as Hugging Face writes it: `vocab.txt`, one piece a line, ids from 0.
package enum VocabularyFile {
  package static let name = "vocab.txt"

  /// - Throws: `DatasetError` where the file can't be read or isn't UTF-8.
  package static func read(_ path: String) throws(DatasetError) -> [String] {
    try TextFile.lines(path)
  }

  /// - Throws: `DatasetError` where a piece holds a line's end or the file can't be written.
  package static func write(_ vocabulary: [String], to path: String) throws(DatasetError) {
    guard !vocabulary.contains(where: { $0.contains(where: \.isNewline) }) else {
      throw DatasetError("\(path): a piece of the vocabulary holds a line's end")
    }
    let text = vocabulary.map { "\($0)\n" }.joined()
    try BinaryFile.write(Data(text.utf8), to: path)
  }
}
