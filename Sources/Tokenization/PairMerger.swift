internal import HeapModule

/// Merges the most frequent pair of neighbouring tokens again and again, and counts anew only where
/// words changed.
struct PairMerger {
  /// Text of every token in UTF-8, in the order of discovery.
  private(set) var pieces: [[UInt8]] = []

  private struct Word {
    var pieces: [Int32]
    let count: Int
  }

  private var identities: [[UInt8]: Int32] = [:]
  private var words: [Word] = []
  private var counts: [PiecePair: Int] = [:]
  /// Indices of the words in which a pair has occurred; some may have lost it since.
  private var occurrences: [PiecePair: [Int32]] = [:]
  private var queue = Heap<CountedPair>()

  /// Starts from single characters, of which the most frequent `alphabetLimit` are kept.
  ///
  /// A word with a character that is not kept is left out, since it can't be put together.
  init(words: [(scalars: [Unicode.Scalar], count: Int)], alphabetLimit: Int) {
    let split = words.map { (Self.characters($0.scalars), $0.count) }
    for character in Self.alphabet(split, limit: alphabetLimit) { _ = identity(of: character) }
    for (characters, count) in split {
      let known = characters.compactMap { identities[$0] }
      guard known.count == characters.count else { continue }
      self.words.append(Word(pieces: known, count: count))
    }
    var touched: Set<PiecePair> = []
    for word in self.words.indices { adjustCounts(word, by: 1, touched: &touched) }
    enqueue(touched)
  }

  /// Merges until there are `size` tokens, or no pair occurs `minimumFrequency` times.
  mutating func merge(until size: Int, minimumFrequency: Int) {
    while pieces.count < size, let top = queue.popMax() {
      let count = counts[top.pair] ?? 0
      // Counts change while a pair waits; one that fell since goes back with its present count.
      if count != top.count {
        if count > 0 { enqueue([top.pair]) }
        continue
      }
      guard count >= minimumFrequency else { return }
      replace(top.pair, by: identity(of: joined(top.pair)))
    }
  }

  /// Replaces a pair in every word that has it.
  private mutating func replace(_ pair: PiecePair, by merged: Int32) {
    var touched: Set<PiecePair> = []
    for index in occurrences.removeValue(forKey: pair) ?? [] {
      let word = Int(index)
      let old = words[word].pieces
      let new = Self.replacing(pair, by: merged, in: old)
      guard new.count < old.count else { continue }
      adjustCounts(word, by: -1, touched: &touched)
      words[word].pieces = new
      adjustCounts(word, by: 1, touched: &touched)
    }
    counts[pair] = nil
    touched.remove(pair)
    enqueue(touched)
  }

  private static func replacing(
    _ pair: PiecePair, by merged: Int32, in pieces: [Int32]
  ) -> [Int32] {
    var result: [Int32] = []
    var index = 0
    while index < pieces.count {
      let isPair =
        index + 1 < pieces.count && pieces[index] == pair.left && pieces[index + 1] == pair.right
      result.append(isPair ? merged : pieces[index])
      index += isPair ? 2 : 1
    }
    return result
  }

  /// Adds a word's pairs to the counts, or takes them away.
  private mutating func adjustCounts(_ word: Int, by sign: Int, touched: inout Set<PiecePair>) {
    let pieces = words[word].pieces
    for (left, right) in zip(pieces, pieces.dropFirst()) {
      let pair = PiecePair(left: left, right: right)
      counts[pair, default: 0] += sign * words[word].count
      touched.insert(pair)
      if sign > 0 && occurrences[pair]?.last != Int32(word) {
        occurrences[pair, default: []].append(Int32(word))
      }
    }
  }

  /// Puts pairs in the queue with their present counts; their order does not matter.
  private mutating func enqueue(_ pairs: Set<PiecePair>) {
    for pair in pairs {
      guard let count = counts[pair], count > 0 else {
        counts[pair] = nil
        continue
      }
      queue.insert(
        CountedPair(
          count: count, pair: pair, left: pieces[Int(pair.left)], right: pieces[Int(pair.right)]))
    }
  }

  private func joined(_ pair: PiecePair) -> [UInt8] {
    pieces[Int(pair.left)]
      + pieces[Int(pair.right)].dropFirst(WordPieceTokenizer.continuation.utf8.count)
  }

  /// Returns the index of a token, which is added if it is new; two ways of merging it give the
  /// same index.
  private mutating func identity(of piece: [UInt8]) -> Int32 {
    if let known = identities[piece] { return known }
    let new = Int32(pieces.count)
    identities[piece] = new
    pieces.append(piece)
    return new
  }

  private static func characters(_ scalars: [Unicode.Scalar]) -> [[UInt8]] {
    scalars.enumerated().map { index, scalar in
      Array("\(index == 0 ? "" : WordPieceTokenizer.continuation)\(scalar)".utf8)
    }
  }

  /// Returns the most frequent characters, sorted by their bytes.
  private static func alphabet(_ words: [([[UInt8]], Int)], limit: Int) -> [[UInt8]] {
    var counts: [[UInt8]: Int] = [:]
    for (characters, count) in words {
      for character in characters { counts[character, default: 0] += count }
    }
    let byCount = counts.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    return byCount.prefix(limit).map(\.key).sorted { $0.lexicographicallyPrecedes($1) }
  }
}
