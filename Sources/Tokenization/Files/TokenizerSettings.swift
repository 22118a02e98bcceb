internal import Serialization

/// The settings in the files beside a vocabulary, `tokenizer_config.json`,
/// `special_tokens_map.json` and `added_tokens.json`, as Transformers puts them together.
struct TokenizerSettings {
  static let fileName = "tokenizer_config.json"
  static let specialTokens = "special_tokens_map.json"
  static let addedTokens = "added_tokens.json"

  private let config: JSONLocation
  private let specialTokens: JSONLocation?
  private let addedTokens: JSONLocation?
  /// Class of Transformers that reads the files; nil where nothing names one.
  let tokenizerClass: TokenizerClass?

  /// Reads the files that are there.
  ///
  /// - Parameters:
  ///   - usual: The class where settings name none, as `config.json` names it.
  ///   - open: Reads the file with a name; nil where there is none.
  init(
    usualClass usual: String?, _ open: (String) throws(VocabularyError) -> JSONLocation?
  ) throws(VocabularyError) {
    let config =
      try open(Self.fileName) ?? JSONLocation(.object([]), path: Self.fileName)
    self.config = config
    let isComplete = try config.optional("added_tokens_decoder") != nil
    specialTokens = isComplete ? nil : try open(Self.specialTokens)
    addedTokens = isComplete ? nil : try open(Self.addedTokens)
    if let name = try config.optional("tokenizer_class") {
      tokenizerClass = try TokenizerClass(named: name.string(), name)
    } else if let usual {
      let location = JSONLocation(.string(usual), "tokenizer_class", path: "config.json")
      tokenizerClass = try TokenizerClass(named: usual, location)
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

  /// BERT's rules, which depend on the settings alone.
  var wordPieceRules: WordPieceRules {
    get throws(VocabularyError) {
      WordPieceRules(
        lowercase: try lowercase, stripsAccents: try config.optional("strip_accents")?.bool(),
        splitsIdeographs: try config.bool("tokenize_chinese_chars", default: true))
    }
  }

  /// Makes the error that two files say different things, of which Transformers' version decides
  /// which counts.
  func conflict(_ member: String, with file: String) -> VocabularyError {
    VocabularyError(
      "\(config.path): \(member) and \(file) say different things; make them agree, or write "
        + "\"tokenizer_class\": \"PreTrainedTokenizerFast\" for \(file) alone")
  }

  /// Returns the members that name special tokens, in the order in which they are added.
  private func named() throws(VocabularyError) -> [(name: String, token: JSONLocation)] {
    var tokens: [(name: String, token: JSONLocation)] = []
    for file in [config, specialTokens].compactMap({ $0 }) {
      guard case .object(let members) = file.value else { throw file.wrong("an object") }
      for member in members where member.name.hasSuffix("_token") && member.value.isToken {
        let token = JSONLocation(member.value, member.name, path: file.path)
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

  /// Checks that the special tokens have the names that will be used.
  func checkNames(_ special: SpecialPieces, in pieces: [String]) throws(VocabularyError) {
    let ids = [
      "pad_token": special.padding, "unk_token": special.unknown, "cls_token": special.start,
      "sep_token": special.separator, "mask_token": special.mask,
    ]
    for (name, token) in try named() {
      guard let id = ids[name] else { continue }
      let text = try NamedToken(token).text
      guard text == pieces[Int(id)] else {
        throw token.unsupported("'\(text)'", supported: "'\(pieces[Int(id)])' is")
      }
    }
  }

  /// Returns the tokens that settings add to a vocabulary, in the order in which they get ids.
  func tokens() throws(VocabularyError) -> [NamedToken] {
    var special = try named().map { entry throws(VocabularyError) in try NamedToken(entry.token) }
    for file in [config, specialTokens].compactMap({ $0 }) {
      for name in ["additional_special_tokens", "extra_special_tokens"] {
        for token in try file.optional(name)?.tokens() ?? [] {
          special.append(try NamedToken(token))
        }
      }
    }
    return try numbered(special: special) + special
  }

  /// Returns the tokens that come with an id, in the order of the ids.
  private func numbered(special: [NamedToken]) throws(VocabularyError) -> [NamedToken] {
    var tokens: [NamedToken] = []
    if let decoder = try config.optional("added_tokens_decoder") {
      for (name, entry) in try decoder.members() {
        var token = try NamedToken(entry)
        guard let id = Int(name) else { throw decoder.wrong("an object of tokens by their ids") }
        token.id = id
        tokens.append(token)
      }
    }
    for (text, entry) in try addedTokens?.members() ?? [] {
      var token = NamedToken(text, entry)
      token.isSpecial = special.contains { $0.text == text }
      token.isNormalized = !token.isSpecial
      token.id = try entry.count()
      tokens.append(token)
    }
    return tokens.sorted { ($0.id ?? 0) < ($1.id ?? 0) }
  }
}

extension JSONValue {
  /// Whether it can describe a token, as a text or as an object with `content` can.
  fileprivate var isToken: Bool {
    switch self {
    case .string: true
    case .object(let members): members.contains { $0.name == "content" }
    default: false
    }
  }
}

extension JSONLocation {
  /// Returns the members of an object with their names.
  fileprivate func members() throws(VocabularyError) -> [(String, JSONLocation)] {
    guard case .object(let members) = value else { throw wrong("an object") }
    return members.map { member in
      let location = name.isEmpty ? "'\(member.name)'" : "\(name)['\(member.name)']"
      return (member.name, JSONLocation(member.value, location, path: path))
    }
  }

  /// Returns the tokens of a list, or of an object whose values they are.
  fileprivate func tokens() throws(VocabularyError) -> [JSONLocation] {
    if case .object = value { return try members().map(\.1) }
    return try elements()
  }
}
