internal import FoundationEssentials
internal import Serialization

extension JSONValue {
  /// Regular expression of two spaces or more.
  static let spaces = " {2,}"

  /// Writes a vocabulary as Hugging Face's library `tokenizers` reads it.
  ///
  /// - Throws: `VocabularyError` where a special token is missing.
  init(tokenizer vocabulary: Vocabulary) throws(VocabularyError) {
    let special = try SpecialPieces(in: vocabulary.pieces)
    self = .members([
      "version": .string("1.0"), "truncation": .null, "padding": .null,
      "added_tokens": .array(vocabulary.added.map { Self.added($0, vocabulary) }),
      "normalizer": Self.normalizer(vocabulary.rules),
      "pre_tokenizer": Self.preTokenizer(vocabulary.rules),
      "post_processor": Self.postProcessor(vocabulary, special),
      "decoder": Self.decoder(vocabulary.rules),
      "model": Self.model(vocabulary, special),
    ])
  }

  private static func number(_ id: Int32) -> JSONValue { .number(Double(id)) }

  private static func typed(
    _ type: String, _ members: KeyValuePairs<String, JSONValue> = [:]
  ) -> JSONValue {
    .object(
      [Member(name: "type", value: .string(type))]
        + members.map { Member(name: $0.key, value: $0.value) })
  }

  private static func added(_ piece: AddedPiece, _ vocabulary: Vocabulary) -> JSONValue {
    .members([
      "id": number(piece.id), "content": .string(vocabulary.pieces[Int(piece.id)]),
      "single_word": .bool(false), "lstrip": .bool(piece.takesSpaceBefore),
      "rstrip": .bool(piece.takesSpaceAfter), "normalized": .bool(piece.isNormalized),
      "special": .bool(piece.isSpecial),
    ])
  }

  private static func normalizer(_ rules: Vocabulary.Rules) -> JSONValue {
    switch rules {
    case .wordPiece(let rules):
      typed(
        "BertNormalizer",
        [
          "clean_text": .bool(true), "handle_chinese_chars": .bool(rules.splitsIdeographs),
          "strip_accents": .bool(rules.stripsAccents), "lowercase": .bool(rules.lowercase),
        ])
    case .unigram(let rules):
      rules.normalization.isEmpty
        ? .null : typed("Sequence", ["normalizers": .array(rules.normalization.map(step))])
    }
  }

  private static func step(_ step: NormalizationStep) -> JSONValue {
    switch step {
    case .replace(let old, let new):
      typed("Replace", ["pattern": .members(["String": .string(old)]), "content": .string(new)])
    case .joinSpaces(let new):
      typed("Replace", ["pattern": .members(["Regex": .string(spaces)]), "content": .string(new)])
    case .decompose: typed("NFKD")
    case .dropMarks: typed("StripAccents")
    case .lowercase: typed("Lowercase")
    case .map(let map):
      typed(
        "Precompiled", ["precompiled_charsmap": .string(Data(map.bytes).base64EncodedString())])
    }
  }

  private static func metaspace(_ rules: UnigramRules) -> JSONValue {
    typed(
      "Metaspace",
      [
        "replacement": .string("▁"),
        "prepend_scheme": .string(rules.marksBeginnings ? "always" : "never"),
        "split": .bool(true),
      ])
  }

  private static func preTokenizer(_ rules: Vocabulary.Rules) -> JSONValue {
    switch rules {
    case .wordPiece: typed("BertPreTokenizer")
    case .unigram(let rules):
      rules.splitsAtWhitespace
        ? typed(
          "Sequence", ["pretokenizers": .array([typed("WhitespaceSplit"), metaspace(rules)])])
        : metaspace(rules)
    }
  }

  private static func decoder(_ rules: Vocabulary.Rules) -> JSONValue {
    switch rules {
    case .wordPiece:
      typed(
        "WordPiece",
        ["prefix": .string(WordPieceTokenizer.continuation), "cleanup": .bool(true)])
    case .unigram(let rules): metaspace(rules)
    }
  }

  /// Describes the frames `[CLS] text [SEP]` and `[CLS] text [SEP] pair [SEP]`.
  private static func postProcessor(
    _ vocabulary: Vocabulary, _ special: SpecialPieces
  ) -> JSONValue {
    func piece(_ id: Int32, segment: Int32) -> JSONValue {
      .members([
        "SpecialToken": .members([
          "id": .string(vocabulary.pieces[Int(id)]), "type_id": number(segment),
        ])
      ])
    }
    func text(_ name: String, segment: Int32) -> JSONValue {
      .members(["Sequence": .members(["id": .string(name), "type_id": number(segment)])])
    }
    let single = [
      piece(special.start, segment: 0), text("A", segment: 0), piece(special.separator, segment: 0),
    ]
    let second = [text("B", segment: 1), piece(special.separator, segment: 1)]
    let used = [special.start, special.separator].map { id in
      let name = vocabulary.pieces[Int(id)]
      return Member(
        name: name,
        value: .members([
          "id": .string(name), "ids": .array([number(id)]), "tokens": .array([.string(name)]),
        ]))
    }
    return typed(
      "TemplateProcessing",
      [
        "single": .array(single), "pair": .array(single + second),
        "special_tokens": .object(used),
      ])
  }

  private static func model(_ vocabulary: Vocabulary, _ special: SpecialPieces) -> JSONValue {
    switch vocabulary.rules {
    case .wordPiece(let rules):
      typed(
        "WordPiece",
        [
          "unk_token": .string(vocabulary.pieces[Int(special.unknown)]),
          "continuing_subword_prefix": .string(WordPieceTokenizer.continuation),
          "max_input_chars_per_word": .number(Double(rules.longestWord)),
          "vocab": .object(
            vocabulary.pieces.enumerated().map {
              Member(name: $0.element, value: .number(Double($0.offset)))
            }),
        ])
    case .unigram(let rules):
      typed(
        "Unigram",
        [
          "unk_id": number(special.unknown),
          "vocab": .array(
            zip(vocabulary.pieces, rules.scores).map { .array([.string($0), .number($1)]) }),
          "byte_fallback": .bool(false),
        ])
    }
  }
}
