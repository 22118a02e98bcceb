internal import FoundationEssentials
internal import Serialization

extension TokenizerDocument {
  /// Reads the tokens of a Unigram model and their scores [vocabulary].
  func unigramPieces(
    _ model: JSONLocation
  ) throws(VocabularyError) -> (pieces: [String], scores: [Double]) {
    guard try !model.bool("byte_fallback", default: false) else {
      throw model.unsupported("'byte_fallback'", supported: "one token for all that's unknown is")
    }
    var (pieces, scores): ([String], [Double]) = ([], [])
    let list = try model.member("vocab")
    guard case .array(let entries) = list.value else { throw list.wrong("an array") }
    for (id, entry) in entries.enumerated() {
      guard case .array(let pair) = entry, pair.count == 2, case .string(let piece) = pair[0],
        case .number(let score) = pair[1]
      else {
        throw JSONLocation(entry, "\(list.name)[\(id)]", path: list.path)
          .wrong("a token and its score")
      }
      pieces.append(piece)
      scores.append(score)
    }
    return (pieces, scores)
  }

  func unigramRules(scores: [Double]) throws(VocabularyError) -> UnigramRules {
    let normalizer = try root.optional("normalizer")
    var (splits, spaces): (Bool, JSONLocation?) = (false, nil)
    for part in try parts(try root.member("pre_tokenizer"), member: "pretokenizers") {
      switch try part.type() {
      case "WhitespaceSplit" where spaces == nil: splits = true
      case "Metaspace" where spaces == nil: spaces = part
      default:
        throw part.unsupported(
          "\(try part.type()) here", supported: "WhitespaceSplit, then Metaspace are, for Unigram")
      }
    }
    guard let spaces else {
      throw root.unsupported("Unigram without Metaspace", supported: "one with it is")
    }
    return UnigramRules(
      scores: scores, normalization: try normalizer.map(steps) ?? [], splitsAtWhitespace: splits,
      marksBeginnings: try marksBeginnings(spaces))
  }

  /// Returns whether Metaspace gives words a marker, in its present or its old spelling.
  private func marksBeginnings(_ spaces: JSONLocation) throws(VocabularyError) -> Bool {
    if let marker = try spaces.optional("replacement"), try marker.string() != "▁" {
      throw marker.wrong("'▁'")
    }
    guard try spaces.bool("split", default: true) else {
      throw spaces.unsupported("'split' false", supported: "true is")
    }
    guard let scheme = try spaces.optional("prepend_scheme") else {
      return try spaces.bool("add_prefix_space", default: true)
    }
    switch try scheme.string() {
    case "always": return true
    case "never": return false
    default:
      throw scheme.unsupported("'\(try scheme.string())'", supported: "'always' and 'never' are")
    }
  }

  /// Returns the parts of a `Sequence`, or a single part that is written instead of one.
  private func parts(
    _ whole: JSONLocation, member: String
  ) throws(VocabularyError) -> [JSONLocation] {
    try whole.type() == "Sequence" ? try whole.member(member).elements() : [whole]
  }

  /// The most steps of normalisation.
  private static let mostSteps = 64
  /// The largest factor by which all replacements together may lengthen a text.
  private static let mostGrowth = 64.0

  private func steps(_ normalizer: JSONLocation) throws(VocabularyError) -> [NormalizationStep] {
    let parts = try parts(normalizer, member: "normalizers")
    guard parts.count <= Self.mostSteps else {
      throw normalizer.unsupported(
        "a list of \(parts.count) steps", supported: "at most \(Self.mostSteps) are")
    }
    var steps: [NormalizationStep] = []
    for part in parts {
      try steps.append(step(part))
      try checkGrowth(steps, part)
    }
    return steps
  }

  /// Refuses the last step if it lets text grow beyond measure: each replacement multiplies its
  /// length, and a second NFKD or map would multiply that of the replacements before it again.
  private func checkGrowth(
    _ steps: [NormalizationStep], _ last: JSONLocation
  ) throws(VocabularyError) {
    guard steps.reduce(1, { $0 * $1.growth }) <= Self.mostGrowth else {
      throw last.unsupported(
        "Replace that makes text more than \(Int(Self.mostGrowth)) times as long, with the steps "
          + "before it,", supported: "up to \(Int(Self.mostGrowth)) times is")
    }
    let type = try last.type()
    let count = steps.count(where: { step in
      switch (step, type) {
      case (.decompose, "NFKD"), (.map, "Precompiled"): true
      default: false
      }
    })
    guard count < 2 else { throw last.unsupported("\(type) twice", supported: "once is") }
  }

  private func step(_ part: JSONLocation) throws(VocabularyError) -> NormalizationStep {
    switch try part.type() {
    case "Replace": return try replacement(part)
    case "NFKD": return .decompose
    case "StripAccents": return .dropMarks
    case "Lowercase": return .lowercase
    case "Precompiled": return try characterMap(part)
    default:
      throw part.unsupported(
        try part.type(),
        supported: "Replace, NFKD, StripAccents, Lowercase and Precompiled are, for Unigram")
    }
  }

  private func replacement(_ part: JSONLocation) throws(VocabularyError) -> NormalizationStep {
    let (pattern, new) = (try part.member("pattern"), try part.member("content").string())
    if let text = try pattern.optional("String") {
      guard try !text.string().isEmpty else { throw text.wrong("a text that isn't empty") }
      return .replace(try text.string(), by: new)
    }
    let expression = try pattern.member("Regex")
    guard try expression.string() == JSONValue.spaces else {
      throw expression.unsupported(
        "'\(try expression.string())'", supported: "'\(JSONValue.spaces)' is")
    }
    return .joinSpaces(into: new)
  }

  private func characterMap(_ part: JSONLocation) throws(VocabularyError) -> NormalizationStep {
    let encoded = try part.member("precompiled_charsmap")
    guard let data = Data(base64Encoded: try encoded.string()),
      let map = CharacterMap(bytes: [UInt8](data))
    else { throw encoded.wrong("SentencePiece's compiled map of characters in base 64") }
    return .map(map)
  }
}
