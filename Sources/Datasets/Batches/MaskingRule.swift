package import Options
internal import Statistics

/// Which pieces of a sequence are chosen to be guessed.
package struct MaskingRule: OptionSet, Hashable {
  package enum Unit: String, CaseIterable, Sendable {
    /// Each piece by itself, as in BERT (Devlin et al. 2019, section 3.1).
    case piece
    /// All pieces of a word, as in BERT's later releases.
    case word
    /// Several words in a row: n of them with a probability in proportion to 1/n (ALBERT, arXiv
    /// 1909.11942, section 4.1, eq. 4).
    case ngram
  }

  package var unit = Unit.piece
  /// The part of a sequence's ordinary pieces that is chosen.
  package var share = 0.15
  /// The most words of an n-gram.
  package var longest = 3

  package static let options: [OptionProperty<MaskingRule>] = [
    .option(
      "unit", \.unit, .choice,
      "what is chosen at a time: a piece, a whole word, or several words in a row"),
    .option(
      "share", \.share, .number(0.001...1), "the part of a sequence's pieces that is chosen"),
    .option(
      "longest", \.longest, .integer(1...1000),
      "the most words of an n-gram; n of them are as likely as 1/n"),
  ]

  package init() {}

  /// How many pieces are chosen in a sequence with so many ordinary ones: the share, rounded, and
  /// at least one; fewer where no further word fits, more where the first is longer than that.
  package func count(ofOrdinary pieces: Int) -> Int {
    pieces == 0 ? 0 : max(1, Int((Double(pieces) * share).rounded()))
  }

  /// Chooses among the places of a sequence's ordinary pieces.
  ///
  /// - Parameters:
  ///   - places: Ascending.
  ///   - continues: Whether the piece at a place goes on the word before it.
  /// - Returns: Places, ascending.
  func choose(
    _ places: [Int], continues: (Int) -> Bool, random: inout SeededGenerator
  ) -> [Int] {
    let wanted = count(ofOrdinary: places.count)
    guard unit != .piece else { return Self.drawn(wanted, of: places, &random).sorted() }
    let words = Self.words(places, continues: continues)
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

  /// From 1 to ``longest``, n in proportion to 1/n.
  private func drawnLength(_ random: inout SeededGenerator) -> Int {
    let all = (1...longest).reduce(0) { $0 + 1 / Double($1) }
    var rest = random.uniform() * all
    for length in 1..<longest {
      rest -= 1 / Double(length)
      if rest < 0 { return length }
    }
    return longest
  }

  /// The first places of a Fisher-Yates shuffle.
  private static func drawn(
    _ count: Int, of places: [Int], _ random: inout SeededGenerator
  ) -> ArraySlice<Int> {
    var places = places
    for next in 0..<count {
      places.swapAt(next, next + random.index(below: places.count - next))
    }
    return places[..<count]
  }

  /// Runs of places that are a word each.
  private static func words(_ places: [Int], continues: (Int) -> Bool) -> [[Int]] {
    places.reduce(into: []) { words, place in
      if let last = words.indices.last, words[last].last == place - 1, continues(place) {
        words[last].append(place)
      } else {
        words.append([place])
      }
    }
  }
}

extension SeededGenerator {
  /// A draw from `0..<bound`; the same in every version of Swift, as the library's need not be.
  mutating func index(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
