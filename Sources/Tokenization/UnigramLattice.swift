/// Searches all ways to put a word together from tokens for the most probable one (Kudo, arXiv
/// 1804.10959).
struct UnigramLattice: Sendable {
  /// Buffers of a search, kept between words.
  struct Path {
    fileprivate struct Step {
      /// Logarithm of the probability of the best way to here.
      var score = -Double.infinity
      /// Offset at which the last token of that way begins; -1 where there is no way to here.
      var start = -1
      var piece: Int32 = PieceTrie.none
    }

    fileprivate var steps: [Step] = []
    fileprivate var reversed: [Int32] = []
  }

  /// Difference of the scores of the least probable token and an unknown character, as in
  /// SentencePiece.
  private static let unknownPenalty = 10.0

  private var trie = PieceTrie()
  private let scores: [Double]
  private let unknown: Int32
  private let unknownScore: Double

  init(pieces: [String], scores: [Double], unknown: Int32) throws(VocabularyError) {
    (self.scores, self.unknown) = (scores, unknown)
    unknownScore = (scores.min() ?? 0) - Self.unknownPenalty
    for (id, piece) in pieces.enumerated() {
      guard trie.insert(piece.utf8, piece: Int32(id)) else {
        throw VocabularyError(id: id, isEmptyOrTwice: piece)
      }
    }
  }

  /// Appends the most probable tokens of a word in UTF-8; of equally probable ways, the one found
  /// first.
  ///
  /// Neighbouring unknown characters are one token together.
  func cut(
    _ word: UnsafeBufferPointer<UInt8>, by path: inout Path, into pieces: inout [Int32]
  ) {
    search(word, &path)
    path.reversed.removeAll(keepingCapacity: true)
    var end = word.count
    while end > 0 {
      var start = path.steps[end].start
      var piece = path.steps[end].piece
      if piece == unknown {
        while start > 0 && path.steps[start].piece == unknown { start = path.steps[start].start }
        piece = trie.piece(word[start..<end]) ?? unknown
      }
      path.reversed.append(piece)
      end = start
    }
    pieces.append(contentsOf: path.reversed.reversed())
  }

  /// Finds the best way to the end of every character by Viterbi's algorithm.
  private func search(_ word: UnsafeBufferPointer<UInt8>, _ path: inout Path) {
    path.steps.removeAll(keepingCapacity: true)
    path.steps.append(contentsOf: repeatElement(Path.Step(), count: word.count + 1))
    path.steps[0].score = 0
    var start = 0
    while start < word.count {
      let score = path.steps[start].score
      let next = start + UTF8Text.length(word[start])
      var isKnown = false
      var (end, node) = (start, PieceTrie.root)
      while end < word.count {
        node = trie.child(of: node, word[end])
        if node == PieceTrie.none { break }
        end += 1
        let piece = trie.piece(at: node)
        if piece == PieceTrie.none { continue }
        path.reach(end, from: start, by: piece, score: score + scores[Int(piece)])
        if end == next { isKnown = true }
      }
      if !isKnown { path.reach(next, from: start, by: unknown, score: score + unknownScore) }
      start = next
    }
  }
}

extension UnigramLattice.Path {
  /// Stores a way to `end` if it is better than the best so far.
  fileprivate mutating func reach(_ end: Int, from start: Int, by piece: Int32, score: Double) {
    guard steps[end].start < 0 || score > steps[end].score else { return }
    steps[end] = Step(score: score, start: start, piece: piece)
  }
}
