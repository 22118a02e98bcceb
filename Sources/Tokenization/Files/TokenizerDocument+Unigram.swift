internal import FoundationEssentials
internal import Serialization

extension TokenizerDocument {
  /// The pieces of a Unigram model and their scores, by id.
  func unigramPieces(
    _ model: JSONPlace
  ) throws(VocabularyError) -> (pieces: [String], scores: [Double]) {
    guard try !model.bool("byte_fallback", default: false) else {
      throw model.unsupported("'byte_fallback'", supported: "one piece for all that's unknown is")
    }
    var (pieces, scores): ([String], [Double]) = ([], [])
    let place = try model.member("vocab")
    guard case .array(let entries) = place.value else { throw place.wrong("an array") }
    for (id, entry) in entries.enumerated() {
      guard case .array(let pair) = entry, pair.count == 2, case .string(let piece) = pair[0],
        case .number(let score) = pair[1]
      else {
        throw JSONPlace(entry, "\(place.name)[\(id)]", path: place.path)
          .wrong("a piece and its score")
      }
      pieces.append(piece)
      scores.append(score)
    }
    return (pieces, scores)
  }

  func unigramRules(scores: [Double]) throws(VocabularyError) -> UnigramRules {
    let normalizer = try root.optional("normalizer")
    var (splits, spaces): (Bool, JSONPlace?) = (false, nil)
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

  /// Whether Metaspace gives words a marker, in its present or its old spelling.
  private func marksBeginnings(_ spaces: JSONPlace) throws(VocabularyError) -> Bool {
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

  /// The parts of a `Sequence`, or the one part that stands in place of one.
  private func parts(
    _ place: JSONPlace, member: String
  ) throws(VocabularyError) -> [JSONPlace] {
    try place.type() == "Sequence" ? try place.member(member).elements() : [place]
  }

  /// The most steps that are done to a text.
  private static let mostSteps = 64
  /// The most times that all replacing may make a text as long.
  private static let mostGrowth = 64.0

  private func steps(_ normalizer: JSONPlace) throws(VocabularyError) -> [NormalizationStep] {
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

  /// Refuses the last step where text could grow without measure: replacing multiplies its length
  /// each time, and NFKD or a map would do so again with what was replaced in between.
  private func checkGrowth(
    _ steps: [NormalizationStep], _ last: JSONPlace
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

  private func step(_ part: JSONPlace) throws(VocabularyError) -> NormalizationStep {
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

  private func replacement(_ part: JSONPlace) throws(VocabularyError) -> NormalizationStep {
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

  private func characterMap(_ part: JSONPlace) throws(VocabularyError) -> NormalizationStep {
    let place = try part.member("precompiled_charsmap")
    guard let data = Data(base64Encoded: try place.string()),
      let map = CharacterMap(bytes: [UInt8](data))
    else { throw place.wrong("SentencePiece's compiled map of characters in base 64") }
    return .map(map)
  }
}
