// Foundation alone offers decomposition as documented interface: FoundationEssentials has none, and
// the standard library's is not public.
internal import Foundation

/// The reference tokenizers' treatment of characters that are not ASCII.
///
/// Models were trained with tables of their time, and Hugging Face's library has kept them: it
/// knows the categories of Unicode 8 for BERT, and marks and decompositions of Unicode 9. It treats
/// later characters like any letter.
package enum UnicodeRules {
  enum Treatment {
    /// The character vanishes, as control, format and private ones do.
    case dropped
    case separator
    /// The character is a word of its own, as ideographs are.
    case alone([Unicode.Scalar])
    case part([Unicode.Scalar])
  }

  /// Says what BERT's tokenizer does with a character, after `BasicTokenizer` of
  /// google-research/bert.
  ///
  /// Decomposition is done scalar by scalar, which differs from that of a whole text only in the
  /// order of marks that are then dropped.
  static func treatment(of scalar: Unicode.Scalar, _ rules: WordPieceRules) -> Treatment {
    switch category(scalar) {
    case .control, .format, .surrogate, .privateUse: return .dropped
    default: break
    }
    if scalar.value == 0xFFFD { return .dropped }
    if scalar.properties.isWhitespace { return .separator }
    if rules.splitsIdeographs && isIdeograph(scalar.value) {
      return .alone(normalized(scalar, rules))
    }
    return .part(normalized(scalar, rules))
  }

  /// Takes off accents (decomposes by NFD and drops category Mn), then puts into lower case, as far
  /// as the rules say.
  private static func normalized(
    _ scalar: Unicode.Scalar, _ rules: WordPieceRules
  ) -> [Unicode.Scalar] {
    var scalars = [scalar]
    if rules.stripsAccents {
      if isOf(scalar, version: 9) {
        scalars = Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
      }
      scalars.removeAll { category($0) == .nonspacingMark }
    }
    guard rules.lowercase else { return scalars }
    return scalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
  }

  /// Decomposes UTF-8 text by compatibility (NFKD of Unicode 9).
  static func decomposed(_ text: [UInt8]) -> [UInt8] {
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    var result: [UInt8] = []
    var rest = scalars[...]
    while !rest.isEmpty {
      let known = rest.prefix { isOf($0, version: 9) }
      result += String(known).decomposedStringWithCompatibilityMapping.utf8
      rest = rest[known.endIndex...]
      if let other = rest.popFirst() { result.append(other) }
    }
    return result
  }

  /// Returns whether a scalar combines with the character before it, as the marks of Unicode 9 do.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard isOf(scalar, version: 9) else { return false }
    switch scalar.value {
    case 0x111C9: return false
    case 0x1CF2, 0x1CF3: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }

  /// Returns whether a scalar splits words, as Unicode's punctuation and ASCII's symbols do.
  package static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return isPunctuation(ascii: UInt8(scalar.value)) }
    switch category(scalar) {
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

  /// Returns the category in Unicode 8; some characters have changed theirs since.
  private static func category(_ scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
    guard isOf(scalar, version: 8) else { return .unassigned }
    switch scalar.value {
    case 0x166D, 0x111C9: return .otherPunctuation
    case 0x1734, 0x1171E: return .nonspacingMark
    case 0x1885, 0x1886: return .otherLetter
    case 0xA9BD: return .spacingMark
    default: return scalar.properties.generalCategory
    }
  }

  /// Returns whether a version of Unicode, or one before it, has the character.
  private static func isOf(_ scalar: Unicode.Scalar, version: Int) -> Bool {
    // Nothing below this was added after version 8, and text is mostly made of it.
    if scalar.value < 0x500 { return scalar.properties.generalCategory != .unassigned }
    return scalar.properties.age.map { $0.major <= version } ?? false
  }

  /// Returns whether a scalar is in one of the blocks that the reference takes for Chinese.
  ///
  /// That the fourth block of extensions begins at 2B920 and not at 2B820 is the reference's slip.
  private static func isIdeograph(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
      0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
