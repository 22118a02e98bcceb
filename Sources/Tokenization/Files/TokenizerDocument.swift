internal import Serialization

/// Reads `tokenizer.json`, the format of Hugging Face's library `tokenizers`, as far as the
/// tokenizers of BERT and ALBERT need it.
///
/// Truncation, padding and the decoder are left alone: sequences are cut and laid out elsewhere.
/// Whatever else would change what a text becomes is followed, or refused by its name.
struct TokenizerDocument {
  let root: JSONPlace

  /// - Parameter path: what errors call the document.
  init(_ bytes: [UInt8], path: String) throws(VocabularyError) {
    root = try JSONPlace(document: bytes, path: path)
  }

  func vocabulary() throws(VocabularyError) -> Vocabulary {
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
    return Vocabulary(pieces, rules: rules, added: try added(to: pieces))
  }

  /// Sees that the model's unknown piece is the one that will be used.
  private func checkUnknown(
    _ model: JSONPlace, pieces: [String], unknown: Int32
  ) throws(VocabularyError) {
    let name = pieces[Int(unknown)]
    if let place = try model.optional("unk_token"), try place.string() != name {
      throw place.wrong("'\(name)', which the vocabulary has")
    }
    if let place = try model.optional("unk_id"), try place.count() != unknown {
      throw place.wrong("\(unknown), the id of '\(name)'")
    }
  }

  /// Sees that a single text is framed as `[CLS] text [SEP]`, if the document says how.
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

  /// The pieces that are recognised before the text is normalised.
  private func added(to pieces: [String]) throws(VocabularyError) -> [AddedPiece] {
    guard let list = try root.optional("added_tokens") else { return [] }
    var added: [Int: AddedPiece] = [:]
    for token in try list.elements() {
      let (text, id) = (try token.member("content").string(), try token.member("id").count())
      guard !text.isEmpty, pieces.indices.contains(id), pieces[id].utf8.elementsEqual(text.utf8)
      else {
        throw token.wrong("a piece of the model's vocabulary, with its id")
      }
      for option in ["single_word", "normalized"] where try token.bool(option, default: false) {
        throw token.unsupported(
          "'\(text)' with '\(option)'", supported: "a piece that is found anywhere, as spelled, is")
      }
      added[id] = AddedPiece(
        id: Int32(id), takesSpaceBefore: try token.bool("lstrip", default: false),
        takesSpaceAfter: try token.bool("rstrip", default: false),
        isSpecial: try token.bool("special", default: false))
    }
    return Array(added.values)
  }
}

extension SpecialPieces {
  /// Finds them in the vocabulary of a file.
  init(in vocabulary: [String], path: String) throws(VocabularyError) {
    do {
      try self.init(in: vocabulary)
    } catch {
      throw VocabularyError("\(path): \(error.description)")
    }
  }
}
