/// Two neighbouring tokens of a word.
struct PiecePair: Hashable, Sendable {
  let left: Int32
  let right: Int32
}

/// A pair with its frequency, ordered for merging: the greatest is the most frequent, and of equals
/// the one whose left token, then whose right token, has the lesser bytes.
struct CountedPair: Comparable {
  let count: Int
  let pair: PiecePair
  let left: [UInt8]
  let right: [UInt8]

  static func < (a: CountedPair, b: CountedPair) -> Bool {
    if a.count != b.count { return a.count < b.count }
    if a.pair.left != b.pair.left { return b.left.lexicographicallyPrecedes(a.left) }
    return b.right.lexicographicallyPrecedes(a.right)
  }
}
