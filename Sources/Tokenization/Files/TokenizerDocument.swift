internal import Serialization

/// Reads `tokenizer.json`, the format of Hugging Face's library `tokenizers`, as far as the
/// tokenizers of BERT and ALBERT need it.
///
/// It ignores truncation, padding and the decoder, since sequences are cut and laid out elsewhere.
/// It follows whatever else changes the tokens of a text, or refuses it by its name.
struct TokenizerDocument {
  let root: JSONLocation

  /// Parses a document.
  ///
  /// - Parameter path: The path that errors name.
  init(_ bytes: [UInt8], path: String) throws(VocabularyError) {
    root = try JSONLocation(document: bytes, path: path)
  }

  /// Makes the vocabulary that the document and the settings beside it describe.
  func vocabulary(_ settings: TokenizerSettings) throws(VocabularyError) -> Vocabulary {
    let (written, special) = try written()
    var tokens = AddedTokens(written.pieces, written.added)
    var rules = written.rules
    if settings.tokenizerClass == .bert || settings.tokenizerClass == .albert {
      rules = try self.rules(written.rules, settings)
      try settings.checkNames(special, in: written.pieces)
      try tokens.add(
        special.ids.map { NamedToken(written.pieces[Int($0)], root) })
    }
    try tokens.add(try settings.tokens())
    if case .unigram = rules, let token = tokens.added.values.first(where: \.isNormalized) {
      throw root.unsupported(
        "'\(tokens.pieces[Int(token.id)])' with 'normalized'",
        supported: "a token that is found as spelled is, for Unigram")
    }
    return Vocabulary(tokens.pieces, rules: rules, added: Array(tokens.added.values))
  }

  /// Returns the rules of a tokenizer class that makes them from settings.
  private func rules(
    _ written: Vocabulary.Rules, _ settings: TokenizerSettings
  ) throws(VocabularyError) -> Vocabulary.Rules {
    let model = try root.member("model")
    switch (written, settings.tokenizerClass) {
    case (.wordPiece(let rules), .bert):
      let made = try settings.wordPieceRules
      guard rules.longestWord == made.longestWord else {
        throw settings.conflict("the class and max_input_chars_per_word", with: root.path)
      }
      return .wordPiece(made)
    case (.unigram(let rules), .albert):
      guard try rules.normalization.contains(.lowercase) == settings.lowercase else {
        throw settings.conflict("do_lower_case", with: root.path)
      }
      guard try rules.normalization.contains(.dropMarks) != settings.keepsAccents else {
        throw settings.conflict("keep_accents", with: root.path)
      }
      return written
    case (.wordPiece, _):
      throw model.unsupported("WordPiece for AlbertTokenizer", supported: "Unigram is")
    case (.unigram, _):
      throw model.unsupported("Unigram for BertTokenizer", supported: "WordPiece is")
    }
  }

  /// Reads the vocabulary that the document describes by itself, and its special tokens.
  private func written() throws(VocabularyError) -> (Vocabulary, SpecialPieces) {
    let model = try root.member("model")
    // Files of old versions do not name the model's type; only WordPiece has the member asked for.
    let isOldWordPiece = try model.optional("max_input_chars_per_word") != nil
    let type = try model.optional("type")?.string() ?? (isOldWordPiece ? "WordPiece" : "unknown")
    let pieces: [String]
    let rules: Vocabulary.Rules
    switch type {
    case "WordPiece":
      pieces = try wordPieces(model)
      rules = .wordPiece(try wordPieceRules(model))
    case "Unigram":
      let scored = try unigramPieces(model)
      pieces = scored.pieces
      rules = .unigram(try unigramRules(scores: scored.scores))
    default:
      throw model.unsupported("the model \(type)", supported: "WordPiece and Unigram are")
    }
    let special = try SpecialPieces(in: pieces, path: root.path)
    try checkUnknown(model, pieces: pieces, unknown: special.unknown)
    try checkFrame(pieces: pieces, special: special)
    var tokens = AddedTokens(pieces, [])
    try tokens.add(try addedTokens())
    let added = Array(tokens.added.values)
    return (Vocabulary(tokens.pieces, rules: rules, added: added), special)
  }

  /// Checks that the model's unknown token is the one that will be used.
  private func checkUnknown(
    _ model: JSONLocation, pieces: [String], unknown: Int32
  ) throws(VocabularyError) {
    let name = pieces[Int(unknown)]
    if let token = try model.optional("unk_token"), try token.string() != name {
      throw token.wrong("'\(name)', which the vocabulary has")
    }
    if let id = try model.optional("unk_id"), try id.count() != unknown {
      throw id.wrong("\(unknown), the id of '\(name)'")
    }
  }

  /// Checks that a single text is framed as `[CLS] text [SEP]`, if the document says how.
  private func checkFrame(pieces: [String], special: SpecialPieces) throws(VocabularyError) {
    guard let processor = try root.optional("post_processor") else { return }
    let type = try processor.type()
    let supported = "'[CLS] text [SEP]' by BertProcessing or TemplateProcessing is"
    if type == "BertProcessing" { return }
    guard type == "TemplateProcessing" else {
      throw processor.unsupported(type, supported: supported)
    }
    let template = try processor.member("single")
    var frame: [String] = []
    for part in try template.elements() {
      if let piece = try part.optional("SpecialToken") {
        frame.append(try piece.member("id").string())
      } else {
        _ = try part.member("Sequence")
        frame.append("")
      }
    }
    guard frame == [pieces[Int(special.start)], "", pieces[Int(special.separator)]] else {
      throw template.unsupported("this template", supported: supported)
    }
  }

  /// Reads the tokens that the document adds to its model's vocabulary, or names within it.
  private func addedTokens() throws(VocabularyError) -> [NamedToken] {
    var tokens: [NamedToken] = []
    for entry in try root.optional("added_tokens")?.elements() ?? [] {
      var token = try NamedToken(entry)
      token.isSpecial = try entry.bool("special", default: false)
      token.isNormalized = try entry.bool("normalized", default: false)
      token.id = try entry.member("id").count()
      tokens.append(token)
    }
    return tokens
  }
}

extension SpecialPieces {
  /// Finds the special tokens in the vocabulary of a file, which errors name.
  init(in vocabulary: [String], path: String) throws(VocabularyError) {
    do {
      try self.init(in: vocabulary)
    } catch {
      throw VocabularyError("\(path): \(error.description)")
    }
  }
}
