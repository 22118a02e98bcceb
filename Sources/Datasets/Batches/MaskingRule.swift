package import Options
internal import Statistics

/// Chooses the tokens of a sequence that a model is to predict.
package struct MaskingRule: OptionSet, Hashable {
  package enum Unit: String, CaseIterable, Sendable {
    /// Each token by itself, as in BERT (Devlin et al. 2019, section 3.1).
    case token
    /// All tokens of a word together, as in BERT's later releases (whole-word masking).
    case word
    /// Several words in a row, n of them with a probability in proportion to 1/n (ALBERT, arXiv
    /// 1909.11942, section 4.1, eq. 4).
    case ngram
  }

  package var unit = Unit.token
  /// Share of a sequence's ordinary tokens that is chosen.
  package var share = 0.15
  /// The most words of an n-gram.
  package var longest = 3

  package static let options: [OptionProperty<MaskingRule>] = [
    .option(
      "unit", \.unit, .choice,
      "what is chosen at a time: a token, a whole word, or several words in a row"),
    .option(
      "share", \.share, .number(0.001...1), "share of a sequence's tokens that is chosen"),
    .option(
      "longest", \.longest, .integer(1...1000),
      "the most words of an n-gram; n of them are as likely as 1/n"),
  ]

  package init() {}

  /// Returns how many tokens are to be chosen in a sequence with so many ordinary ones, which is
  /// their share, rounded, and at least one.
  ///
  /// Fewer are chosen where no further word fits, more where the first word is longer than that.
  package func count(ofOrdinary pieces: Int) -> Int {
    pieces == 0 ? 0 : max(1, Int((Double(pieces) * share).rounded()))
  }

  /// Chooses among a sequence's ordinary tokens.
  ///
  /// - Parameters:
  ///   - rows: Indices of these tokens in the batch, ascending.
  ///   - continues: Whether the token at an index continues the word before it.
  /// - Returns: The chosen indices, ascending.
  func choose(
    _ rows: [Int], continues: (Int) -> Bool, random: inout SeededGenerator
  ) -> [Int] {
    let wanted = count(ofOrdinary: rows.count)
    guard unit != .token else { return Self.drawn(wanted, of: rows, &random).sorted() }
    let words = Self.words(rows, continues: continues)
    var isTaken = words.map { _ in false }
    var chosen: [Int] = []
    for first in Self.drawn(words.count, of: Array(words.indices), &random)
    where chosen.count < wanted && !isTaken[first] {
      let length = unit == .word ? 1 : drawnLength(&random)
      for word in first..<min(words.count, first + length) {
        let follows = word == first || words[word - 1].last.map { $0 + 1 } == words[word].first
        let fits = chosen.isEmpty || chosen.count + words[word].count <= wanted
        guard follows, fits, !isTaken[word] else { break }
        isTaken[word] = true
        chosen += words[word]
      }
    }
    return chosen.sorted()
  }

  /// Draws a length from 1 to ``longest``; n has a probability in proportion to 1/n.
  private func drawnLength(_ random: inout SeededGenerator) -> Int {
    let all = (1...longest).reduce(0) { $0 + 1 / Double($1) }
    var rest = random.uniform() * all
    for length in 1..<longest {
      rest -= 1 / Double(length)
      if rest < 0 { return length }
    }
    return longest
  }

  /// Draws `count` of the rows without replacement: the first elements of a Fisher-Yates shuffle.
  private static func drawn(
    _ count: Int, of rows: [Int], _ random: inout SeededGenerator
  ) -> ArraySlice<Int> {
    var rows = rows
    for next in 0..<count {
      rows.swapAt(next, next + random.index(below: rows.count - next))
    }
    return rows[..<count]
  }

  /// Groups neighbouring rows into words.
  private static func words(_ rows: [Int], continues: (Int) -> Bool) -> [[Int]] {
    rows.reduce(into: []) { words, row in
      if let last = words.indices.last, words[last].last == row - 1, continues(row) {
        words[last].append(row)
      } else {
        words.append([row])
      }
    }
  }
}

extension SeededGenerator {
  /// Draws from `0..<bound`, the same in every version of Swift, unlike the standard library.
  mutating func index(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
