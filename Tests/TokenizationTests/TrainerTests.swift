import Testing
import Tokenization

@Suite("vocabulary learning")
struct TrainerTests {
  @Test("a case worked by hand")
  func byHand() throws {
    // At first l+##o and ##o+##w occur 7 times, n+##e and ##e+##w 3, ##w+##e and ##e+##r 2 times.
    // '#' is below 'l', so ##o+##w goes first, then l+##ow (7), ##e+##w (3) and n+##ew (3).
    let words = ["low": 5, "lower": 2, "new": 3]
    let learned = try WordPieceTrainer.learn(words: words, size: 15, minimumFrequency: 3)
    #expect(
      learned == SpecialPieces.names
        + ["##e", "##o", "##r", "##w", "l", "n", "##ow", "low", "##ew", "new"])
  }

  @Test("pairs below the minimum frequency are not merged, and the size is a limit")
  func limits() throws {
    let words = ["low": 5, "lower": 2, "new": 3]
    let rare = try WordPieceTrainer.learn(words: words, size: 100, minimumFrequency: 6)
    #expect(rare.suffix(2) == ["##ow", "low"])
    let small = try WordPieceTrainer.learn(words: words, size: 12, minimumFrequency: 1)
    #expect(small.count == 12 && small.last == "##ow")
    let all = try WordPieceTrainer.learn(words: words, size: 100, minimumFrequency: 1)
    #expect(Set(words.keys).isSubset(of: all))
  }

  @Test("repeated letters are merged from the left")
  func repeats() throws {
    let learned = try WordPieceTrainer.learn(
      words: ["aaaaa": 1], size: 20, minimumFrequency: 1)
    #expect(learned.suffix(5) == ["##a", "a", "##aa", "##aaaa", "aaaaa"])
  }

  @Test("too small an alphabet keeps the most frequent characters and leaves other words out")
  func alphabet() throws {
    let learned = try WordPieceTrainer.learn(
      words: ["ab": 9, "xy": 1], size: 7, minimumFrequency: 1)
    #expect(learned == SpecialPieces.names + ["##b", "a"])
    #expect(throws: VocabularyError.self) {
      try WordPieceTrainer.learn(words: ["ab": 9], size: 5, minimumFrequency: 1)
    }
  }

  @Test("the order of counting does not matter, and what is learned can be used")
  func deterministic() throws {
    let texts = (0..<200).map { "number \($0) is a number, \($0 * 7919 % 1000) isn't" }
    let first = try WordPieceTrainer.learn(
      words: WordPieceTrainer.count(texts), size: 90, minimumFrequency: 2)
    let second = try WordPieceTrainer.learn(
      words: WordPieceTrainer.count(texts.reversed()), size: 90, minimumFrequency: 2)
    #expect(first == second && first.count == 90 && Set(first).count == 90)
    let tokenizer = try WordPieceTokenizer(vocabulary: Vocabulary(first))
    for text in texts { #expect(!tokenizer.encode(text).contains(tokenizer.special.unknown)) }
  }

  @Test("counts are those of a direct count at every merge", arguments: UInt64(0)..<8)
  func incremental(seed: UInt64) throws {
    var state = seed &+ 1
    var words: [String: Int] = [:]
    for _ in 0..<40 {
      var word = ""
      for _ in 0..<(1 + Int(state % 7)) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        word.append(["a", "b", "c"][Int(state >> 40) % 3])
      }
      words[word, default: 0] += 1 + Int(state >> 50) % 5
    }
    let learned = try WordPieceTrainer.learn(words: words, size: 40, minimumFrequency: 1)
    #expect(learned == directly(words, size: 40))
  }

  /// The same by counting all pairs anew for each merge.
  private func directly(_ words: [String: Int], size: Int) -> [String] {
    var split = words.map { word, count in
      (word.enumerated().map { $0.offset == 0 ? "\($0.element)" : "##\($0.element)" }, count)
    }
    var learned = SpecialPieces.names + Set(split.flatMap(\.0)).sorted()
    while learned.count < size {
      var counts: [[String]: Int] = [:]
      for (pieces, count) in split {
        for (left, right) in zip(pieces, pieces.dropFirst()) {
          counts[[left, right], default: 0] += count
        }
      }
      let best = counts.min {
        $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
      }
      guard let best else { return learned }
      let merged = best.key[0] + best.key[1].dropFirst(2)
      if !learned.contains(merged) { learned.append(merged) }
      split = split.map { pieces, count in
        var (result, index): ([String], Int) = ([], 0)
        while index < pieces.count {
          let isPair = Array(pieces[index...].prefix(2)) == best.key
          result.append(isPair ? merged : pieces[index])
          index += isPair ? 2 : 1
        }
        return (result, count)
      }
    }
    return learned
  }
}
