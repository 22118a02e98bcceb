internal import Serialization

/// What the files beside a vocabulary's say of it: `tokenizer_config.json`,
/// `special_tokens_map.json` and `added_tokens.json`, as Transformers puts them together.
struct TokenizerSettings {
  static let fileName = "tokenizer_config.json"
  static let specialTokens = "special_tokens_map.json"
  static let addedTokens = "added_tokens.json"

  private let config: JSONPlace
  private let specialTokens: JSONPlace?
  private let addedTokens: JSONPlace?
  /// nil where nothing names one.
  let tokenizerClass: TokenizerClass?

  /// - Parameters:
  ///   - usual: The class where settings name none, as `config.json` tells it.
  ///   - open: A file that is there, by its name.
  init(
    usualClass usual: String?, _ open: (String) throws(VocabularyError) -> JSONPlace?
  ) throws(VocabularyError) {
    let config =
      try open(Self.fileName) ?? JSONPlace(.object([]), path: Self.fileName)
    self.config = config
    let isComplete = try config.optional("added_tokens_decoder") != nil
    specialTokens = isComplete ? nil : try open(Self.specialTokens)
    addedTokens = isComplete ? nil : try open(Self.addedTokens)
    if let place = try config.optional("tokenizer_class") {
      tokenizerClass = try TokenizerClass(named: place.string(), place)
    } else if let usual {
      let place = JSONPlace(.string(usual), "tokenizer_class", path: "config.json")
      tokenizerClass = try TokenizerClass(named: usual, place)
    } else {
      tokenizerClass = nil
    }
    if let splits = try config.optional("split_special_tokens"), try splits.bool() {
      throw splits.unsupported("true", supported: "false is")
    }
  }

  var lowercase: Bool {
    get throws(VocabularyError) { try config.bool("do_lower_case", default: true) }
  }

  var keepsAccents: Bool {
    get throws(VocabularyError) { try config.bool("keep_accents", default: false) }
  }

  /// BERT's rules, which the settings alone make.
  var wordPieceRules: WordPieceRules {
    get throws(VocabularyError) {
      WordPieceRules(
        lowercase: try lowercase, stripsAccents: try config.optional("strip_accents")?.bool(),
        splitsIdeographs: try config.bool("tokenize_chinese_chars", default: true))
    }
  }

  /// The error that two files say different things of which it depends on Transformers' version
  /// which counts.
  func conflict(_ member: String, with file: String) -> VocabularyError {
    VocabularyError(
      "\(config.path): \(member) and \(file) say different things; make them agree, or write "
        + "\"tokenizer_class\": \"PreTrainedTokenizerFast\" for \(file) alone")
  }

  /// The members that name special tokens, in the order in which they are added.
  private func named() throws(VocabularyError) -> [(name: String, token: JSONPlace)] {
    var tokens: [(name: String, token: JSONPlace)] = []
    for place in [config, specialTokens].compactMap({ $0 }) {
      guard case .object(let members) = place.value else { throw place.wrong("an object") }
      for member in members where member.name.hasSuffix("_token") && member.value.isToken {
        let token = JSONPlace(member.value, member.name, path: place.path)
        if let old = tokens.firstIndex(where: { $0.name == member.name }) {
          tokens[old].token = token
        } else {
          tokens.append((member.name, token))
        }
      }
    }
    let first = ["bos_token", "eos_token"].compactMap { name in
      tokens.first { $0.name == name }
    }
    return first + tokens.filter { token in !first.contains { $0.name == token.name } }
  }

  /// Sees that the special tokens bear the names that will be used.
  func checkNames(_ special: SpecialPieces, in pieces: [String]) throws(VocabularyError) {
    let ids = [
      "pad_token": special.padding, "unk_token": special.unknown, "cls_token": special.start,
      "sep_token": special.separator, "mask_token": special.mask,
    ]
    for (name, place) in try named() {
      guard let id = ids[name] else { continue }
      let text = try NamedToken(place).text
      guard text == pieces[Int(id)] else {
        throw place.unsupported("'\(text)'", supported: "'\(pieces[Int(id)])' is")
      }
    }
  }

  /// The tokens that settings add to the pieces, in the order in which they get their ids.
  func tokens() throws(VocabularyError) -> [NamedToken] {
    var special = try named().map { entry throws(VocabularyError) in try NamedToken(entry.token) }
    for place in [config, specialTokens].compactMap({ $0 }) {
      for name in ["additional_special_tokens", "extra_special_tokens"] {
        for token in try place.optional(name)?.tokens() ?? [] {
          special.append(try NamedToken(token))
        }
      }
    }
    return try numbered(special: special) + special
  }

  /// Those that come with an id, in the order of the ids.
  private func numbered(special: [NamedToken]) throws(VocabularyError) -> [NamedToken] {
    var tokens: [NamedToken] = []
    if let decoder = try config.optional("added_tokens_decoder") {
      for (name, place) in try decoder.members() {
        var token = try NamedToken(place)
        guard let id = Int(name) else { throw decoder.wrong("an object of tokens by their ids") }
        token.id = id
        tokens.append(token)
      }
    }
    for (text, place) in try addedTokens?.members() ?? [] {
      var token = NamedToken(text, place)
      token.isSpecial = special.contains { $0.text == text }
      token.isNormalized = !token.isSpecial
      token.id = try place.count()
      tokens.append(token)
    }
    return tokens.sorted { ($0.id ?? 0) < ($1.id ?? 0) }
  }
}

extension JSONValue {
  /// Whether it can stand for a token: a text, or an object that says more of one.
  fileprivate var isToken: Bool {
    switch self {
    case .string: true
    case .object(let members): members.contains { $0.name == "content" }
    default: false
    }
  }
}

extension JSONPlace {
  /// The members of an object, each by its name.
  fileprivate func members() throws(VocabularyError) -> [(String, JSONPlace)] {
    guard case .object(let members) = value else { throw wrong("an object") }
    return members.map { member in
      let place = name.isEmpty ? "'\(member.name)'" : "\(name)['\(member.name)']"
      return (member.name, JSONPlace(member.value, place, path: path))
    }
  }

  /// The tokens of a list, or of an object whose values they are.
  fileprivate func tokens() throws(VocabularyError) -> [JSONPlace] {
    if case .object = value { return try members().map(\.1) }
    return try elements()
  }
}
