/// Measures how well an answer agrees with the reference answers that people gave, as SQuAD's
/// evaluation does (Rajpurkar et al., EMNLP 2016, section 6.1).
package struct AnswerAgreement: Hashable, Sendable {
  /// 1 if the normalised answer equals a normalised reference answer, else 0.
  package let exactMatch: Double
  /// Harmonic mean of the precision and recall of the answer's words, as a bag, against the
  /// reference answer that gives the highest value.
  ///
  /// If either has no words after the normalisation, it is 1 if the other has none too, else 0, as
  /// in the evaluation of SQuAD 2.0 (that of 1.1 gives 0).
  package let f1: Double

  /// Compares an answer with the reference answers.
  ///
  /// - Parameters:
  ///   - answer: The text that was found; empty for "there is no answer".
  ///   - right: All reference answers; each metric is the best over them. Without any, the right
  ///     answer is that there is none.
  package init(_ answer: String, right: [String]) {
    let found = AnswerWords(answer)
    let golds = right.isEmpty ? [AnswerWords("")] : right.map { AnswerWords($0) }
    exactMatch = golds.contains(found) ? 1 : 0
    f1 = golds.map { found.f1(with: $0) }.max() ?? 0
  }
}

/// The words of an answer after SQuAD's normalisation, which makes letters lowercase and removes
/// ASCII punctuation, articles and extra white space.
///
/// As in Python, words are equal if their code points are, not if they merely look alike. Each
/// character is made lowercase by itself, so a capital sigma at a word's end differs from Python's.
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

  /// Returns the number of words in common (counted as often as both have them) over the mean
  /// number of words.
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

  /// Makes letters lowercase and leaves out ASCII punctuation.
  private static func lowered(_ text: String) -> [Unicode.Scalar] {
    text.lowercased().unicodeScalars.filter { !isPunctuation($0) }
  }

  /// Replaces each article that is a word of its own with a space; a dash ends a word.
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

  /// Returns whether a character is in Python's `string.punctuation`: printable ASCII that is
  /// neither letter, digit nor space.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    (0x21...0x7E).contains(scalar.value) && !isLetterOrDigit(scalar)
  }

  /// Returns whether a regular expression's `\b` counts a character as part of a word; combining
  /// accents don't count.
  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// Returns whether Python's `split` splits at a character: Unicode's white space, and the four
  /// information separators of ASCII.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }
}
