internal import Serialization

extension TokenizerDocument {
  /// Reads the tokens of a WordPiece model [vocabulary], which must have every id from 0 once.
  func wordPieces(_ model: JSONLocation) throws(VocabularyError) -> [String] {
    let object = try model.member("vocab")
    guard case .object(let members) = object.value else { throw object.wrong("an object") }
    var pieces = [String?](repeating: nil, count: members.count)
    for member in members {
      let entry = JSONLocation(member.value, "\(object.name)['\(member.name)']", path: object.path)
      let id = try entry.count()
      guard id < pieces.count, pieces[id] == nil else {
        throw entry.wrong("an id below \(pieces.count) that no other token has")
      }
      pieces[id] = member.name
    }
    return pieces.compactMap { $0 }
  }

  func wordPieceRules(_ model: JSONLocation) throws(VocabularyError) -> WordPieceRules {
    let prefix = try model.optional("continuing_subword_prefix")
    if let prefix, try prefix.string() != WordPieceTokenizer.continuation {
      throw prefix.wrong("'\(WordPieceTokenizer.continuation)'")
    }
    let splitter = try root.member("pre_tokenizer")
    guard try splitter.type() == "BertPreTokenizer" else {
      throw splitter.unsupported(
        try splitter.type(), supported: "BertPreTokenizer is, for WordPiece")
    }
    let normalizer = try root.member("normalizer")
    guard try normalizer.type() == "BertNormalizer" else {
      throw normalizer.unsupported(
        try normalizer.type(), supported: "BertNormalizer is, for WordPiece")
    }
    guard try normalizer.bool("clean_text", default: true) else {
      throw normalizer.unsupported("'clean_text' false", supported: "true is")
    }
    return WordPieceRules(
      lowercase: try normalizer.bool("lowercase", default: true),
      stripsAccents: try normalizer.optional("strip_accents")?.bool(),
      splitsIdeographs: try normalizer.bool("handle_chinese_chars", default: true),
      longestWord: try model.optional("max_input_chars_per_word")?.count() ?? 100)
  }
}
