internal import FoundationEssentials
internal import Serialization

/// Reads and writes vocabularies in files as Hugging Face's libraries do.
///
/// `tokenizer.json` has the tokens and, unless a class of Transformers makes them, the rules;
/// without it, the tokens are in `vocab.txt` (WordPiece) or in `spiece.model` (Unigram). Settings
/// beside them say more of how text is cut, and may add tokens.
package enum VocabularyFile {
  /// Name of the file with WordPiece's tokens, one a line, ids from 0.
  package static let name = "vocab.txt"
  package static let tokenizer = "tokenizer.json"
  package static let sentencePiece = "spiece.model"
  /// Names of the files that have tokens, one of which a vocabulary needs.
  package static let pieceNames = [name, tokenizer, sentencePiece]
  /// Names that a vocabulary's files may have.
  package static let names =
    pieceNames + [
      TokenizerSettings.fileName, TokenizerSettings.specialTokens, TokenizerSettings.addedTokens,
    ]

  /// A file in memory, and the path that errors name.
  private typealias Opened = (bytes: [UInt8], path: String)

  /// Reads what ``write(_:into:)`` or another program wrote.
  ///
  /// - Parameters:
  ///   - files: Paths by name; other names are left alone.
  ///   - usualClass: The class of Transformers that reads the files unless their settings name
  ///     another; nil where a model's configuration names none.
  /// - Throws: `VocabularyError` where a file is missing, can't be read or isn't what it should be.
  package static func read(
    files: [String: String], usualClass: String? = nil
  ) throws(VocabularyError) -> Vocabulary {
    try read(usualClass) { name throws(VocabularyError) in
      guard let path = files[name] else { return nil }
      return (try bytes(path), path)
    }
  }

  /// Reads files that are in memory, by name.
  ///
  /// - Throws: `VocabularyError` as ``read(files:)`` does.
  package static func read(
    contents: [String: [UInt8]], usualClass: String? = nil
  ) throws(VocabularyError) -> Vocabulary {
    try read(usualClass) { name throws(VocabularyError) in contents[name].map { ($0, name) } }
  }

  private static func read(
    _ usualClass: String?, _ open: (String) throws(VocabularyError) -> Opened?
  ) throws(VocabularyError) -> Vocabulary {
    let settings = try TokenizerSettings(usualClass: usualClass) { name throws(VocabularyError) in
      guard let file = try open(name) else { return nil }
      return try JSONLocation(document: file.bytes, path: file.path)
    }
    if let file = try open(tokenizer) {
      return try TokenizerDocument(file.bytes, path: file.path).vocabulary(settings)
    }
    if settings.tokenizerClass != .albert, let file = try open(name) {
      return try wordPiece(file, settings)
    }
    if settings.tokenizerClass != .bert, let file = try open(sentencePiece) {
      return try unigram(file, settings)
    }
    guard let named = settings.tokenizerClass, named != .asWritten else {
      throw VocabularyError("expected the file \(tokenizer), \(name) or \(sentencePiece)")
    }
    let wanted = named == .bert ? name : sentencePiece
    throw VocabularyError(
      "expected the file \(tokenizer) or \(wanted), which tokenizer_class asks for")
  }

  private static func wordPiece(
    _ file: Opened, _ settings: TokenizerSettings
  ) throws(VocabularyError) -> Vocabulary {
    let pieces = try VocabularyText.pieces(file.bytes, path: file.path)
    if let special = try? SpecialPieces(in: pieces) {
      try settings.checkNames(special, in: pieces)
    }
    var tokens = AddedTokens(pieces, Vocabulary.special(pieces))
    try tokens.add(try settings.tokens())
    return Vocabulary(
      tokens.pieces, rules: .wordPiece(try settings.wordPieceRules),
      added: Array(tokens.added.values))
  }

  private static func unigram(
    _ file: Opened, _ settings: TokenizerSettings
  ) throws(VocabularyError) -> Vocabulary {
    let read = try SentencePieceModel(file.bytes, path: file.path).vocabulary(
      lowercase: try settings.lowercase, keepsAccents: try settings.keepsAccents)
    let special = try SpecialPieces(in: read.pieces, path: file.path)
    try settings.checkNames(special, in: read.pieces)
    var tokens = AddedTokens(read.pieces, read.added)
    try tokens.add(try settings.tokens())
    guard tokens.pieces.count == read.count else {
      throw VocabularyError(
        "\(file.path): tokens added to it are not supported; tokenizer.json with them is")
    }
    return Vocabulary(read.pieces, rules: read.rules, added: Array(tokens.added.values))
  }

  /// Reads the vocabulary of a folder that holds a model.
  package static func read(folder: String) throws(VocabularyError) -> Vocabulary {
    let files = names.map { ($0, "\(folder)/\($0)") }
      .filter { FileManager.default.fileExists(atPath: $0.1) }
    guard files.contains(where: { pieceNames.contains($0.0) }) else {
      throw VocabularyError("\(folder): expected \(tokenizer), \(name) or \(sentencePiece) in it")
    }
    return try read(files: Dictionary(uniqueKeysWithValues: files))
  }

  /// Reads the tokens of a `vocab.txt`, in the order of their ids.
  ///
  /// - Throws: `VocabularyError` where the file can't be read or isn't UTF-8.
  package static func read(_ path: String) throws(VocabularyError) -> [String] {
    try VocabularyText.pieces(try bytes(path), path: path)
  }

  /// Writes a vocabulary into an existing folder; equal ones give equal bytes.
  ///
  /// - Returns: The file's path by its name.
  /// - Throws: `VocabularyError` where a special token is missing or the file can't be written.
  @discardableResult
  package static func write(
    _ vocabulary: Vocabulary, into folder: String
  ) throws(VocabularyError) -> [String: String] {
    let file = try contents(of: vocabulary)
    let path = "\(folder)/\(file.name)"
    do {
      try Data(file.bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw VocabularyError("\(path): can't be written: \(error)")
    }
    return [file.name: path]
  }

  /// Encodes a vocabulary as one file, which is `vocab.txt` if that can hold all of it, as for
  /// BERT's lower-case WordPiece, or else `tokenizer.json`.
  ///
  /// - Throws: `VocabularyError` where `tokenizer.json` is needed and a special token is missing.
  package static func contents(
    of vocabulary: Vocabulary
  ) throws(VocabularyError) -> (name: String, bytes: [UInt8]) {
    if let text = VocabularyText.bytes(vocabulary) { return (name, text) }
    return (tokenizer, try JSONValue(tokenizer: vocabulary).bytes)
  }

  private static func bytes(_ path: String) throws(VocabularyError) -> [UInt8] {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw VocabularyError("\(path): can't be read; is it there, and readable?")
    }
    return [UInt8](bytes)
  }
}
