/// How well an answer agrees with those that people gave, as SQuAD's evaluation has it
/// (Rajpurkar et al., EMNLP 2016, section 6.1).
package struct AnswerAgreement: Hashable, Sendable {
  /// 1 where the normalised answer is one of the normalised right ones, else 0.
  package let exactMatch: Double
  /// The harmonic mean of the precision and recall of its words, as a bag, with the right answer
  /// that suits best.
  ///
  /// Where either has no words left, it is 1 if the other hasn't either, else 0, as the evaluation
  /// of SQuAD 2.0 has it (that of 1.1 gives 0).
  package let f1: Double

  /// - Parameters:
  ///   - answer: What was found; empty for "there is no answer".
  ///   - right: All right answers; the figures are the best over them. Without any, the right
  ///     answer is that there is none.
  package init(_ answer: String, right: [String]) {
    let found = AnswerWords(answer)
    let golds = right.isEmpty ? [AnswerWords("")] : right.map { AnswerWords($0) }
    exactMatch = golds.contains(found) ? 1 : 0
    f1 = golds.map { found.f1(with: $0) }.max() ?? 0
  }
}

/// The words of an answer after SQuAD's normalisation: small letters; no ASCII punctuation; no
/// articles; nothing of white space but what separates words.
///
/// Code points are compared, as in Python, not what looks alike. Small letters are those of each
/// character alone, so a capital sigma at a word's end differs from Python's.
struct AnswerWords: Hashable {
  let words: [[Unicode.Scalar]]

  init(_ text: String) {
    var (words, word): ([[Unicode.Scalar]], [Unicode.Scalar]) = ([], [])
    for scalar in Self.withoutArticles(Self.lowered(text)) {
      if !Self.isSpace(scalar) {
        word.append(scalar)
      } else if !word.isEmpty {
        words.append(word)
        word = []
      }
    }
    self.words = word.isEmpty ? words : words + [word]
  }

  /// What both have, counted as often as both have it, over the mean number of words.
  func f1(with other: AnswerWords) -> Double {
    if words.isEmpty || other.words.isEmpty { return words == other.words ? 1 : 0 }
    var left: [[Unicode.Scalar]: Int] = [:]
    for word in other.words { left[word, default: 0] += 1 }
    var common = 0
    for word in words {
      guard let count = left[word], count > 0 else { continue }
      left[word] = count - 1
      common += 1
    }
    return 2 * Double(common) / Double(words.count + other.words.count)
  }

  /// Small letters, with ASCII's punctuation left out.
  private static func lowered(_ text: String) -> [Unicode.Scalar] {
    text.lowercased().unicodeScalars.filter { !isPunctuation($0) }
  }

  /// Replaces each article that is a word of its own by a space; a dash ends a word.
  private static func withoutArticles(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var rest = scalars[...]
    while let first = rest.first {
      let run = rest.prefix(while: isLetterOrDigit)
      if run.isEmpty {
        result.append(first)
        rest = rest.dropFirst()
      } else {
        result += articles.contains(Array(run)) ? [" "] : run
        rest = rest.dropFirst(run.count)
      }
    }
    return result
  }

  private static let articles: Set<[Unicode.Scalar]> = [["a"], ["a", "n"], ["t", "h", "e"]]

  /// Python's `string.punctuation`: what ASCII prints that is neither letter, digit nor space.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    (0x21...0x7E).contains(scalar.value) && !isLetterOrDigit(scalar)
  }

  /// What a regular expression's `\b` takes for a part of a word; accents that combine are none.
  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// White space as Python splits at it: Unicode's, and ASCII's four separators of records.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }
}
