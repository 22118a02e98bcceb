/// Two neighbouring pieces of a word.
struct PiecePair: Hashable, Sendable {
  let left: Int32
  let right: Int32
}

/// A binary heap of pairs: the most frequent first, ties by the bytes of the left and right piece.
struct PairQueue {
  struct Entry {
    let count: Int
    let pair: PiecePair
    let left: [UInt8]
    let right: [UInt8]

    func precedes(_ other: Entry) -> Bool {
      if count != other.count { return count > other.count }
      if pair.left != other.pair.left { return left.lexicographicallyPrecedes(other.left) }
      return right.lexicographicallyPrecedes(other.right)
    }
  }

  private var entries: [Entry] = []

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].precedes(entries[parent]) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the first entry out.
  mutating func pop() -> Entry? {
    guard let top = entries.first, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return top }
    entries[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < entries.count }
      guard let child = children.min(by: { entries[$0].precedes(entries[$1]) }),
        entries[child].precedes(entries[parent])
      else { return top }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
