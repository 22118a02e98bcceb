// Foundation alone offers canonical decomposition as documented interface: FoundationEssentials
// has none, and the standard library's is not public.
internal import Foundation

/// What BERT's lower-case tokenizer does with a character that is not ASCII.
///
/// After `BasicTokenizer` of google-research/bert; decomposition is done scalar by scalar, which
/// differs from that of a whole text only in the order of marks that are then dropped.
enum UnicodeRules {
  enum Treatment {
    /// Control, format, private and unassigned characters vanish.
    case dropped
    case separator
    /// Ideographs are words of their own.
    case alone([Unicode.Scalar])
    case part([Unicode.Scalar])
  }

  static func treatment(of scalar: Unicode.Scalar) -> Treatment {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return .dropped
    default: break
    }
    if scalar.value == 0xFFFD { return .dropped }
    if properties.isWhitespace { return .separator }
    if isIdeograph(scalar.value) { return .alone(normalized(scalar)) }
    return .part(normalized(scalar))
  }

  /// Lower case, decomposed (NFD), without accents (category Mn).
  private static func normalized(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let lower = scalar.properties.lowercaseMapping
    let decomposed = lower.decomposedStringWithCanonicalMapping.unicodeScalars
    return decomposed.filter { $0.properties.generalCategory != .nonspacingMark }
  }

  /// Whether the scalar splits words: any of Unicode's punctuation, and ASCII's symbols.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return isPunctuation(ascii: UInt8(scalar.value)) }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  static func isPunctuation(ascii byte: UInt8) -> Bool {
    switch byte {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }

  /// The blocks that BERT's reference code takes for Chinese.
  private static func isIdeograph(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
      0x2B740...0x2B81F, 0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
