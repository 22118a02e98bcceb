/// A set of small numbers that finds its least member, and the next one from any number on, in a
/// few steps.
///
/// It is a tree of bits: 64 numbers a word, and a word of the level above for 64 words. Unlike
/// heaps, equal sets are equal values, whatever the order in which members were inserted.
struct RankSet: Hashable, Sendable {
  private var levels: [[UInt64]]
  private(set) var count = 0

  /// Creates an empty set whose members will all be below `capacity`.
  init(capacity: Int) {
    var words = max(1, (capacity + 63) / 64)
    levels = [Array(repeating: 0, count: words)]
    while words > 1 {
      words = (words + 63) / 64
      levels.append(Array(repeating: 0, count: words))
    }
  }

  /// The least member.
  var first: Int? { next(from: 0) }

  var isEmpty: Bool { count == 0 }

  /// Adds a number that is no member.
  mutating func insert(_ number: Int) {
    count += 1
    var index = number
    for level in levels.indices {
      levels[level][index >> 6] |= 1 << UInt64(index & 63)
      index >>= 6
    }
  }

  /// Removes a member.
  mutating func remove(_ number: Int) {
    count -= 1
    var index = number
    for level in levels.indices {
      levels[level][index >> 6] &= ~(1 << UInt64(index & 63))
      index >>= 6
      if levels[level][index] != 0 { return }
    }
  }

  /// Returns the least member that is not below `start`; nil where there is none.
  func next(from start: Int) -> Int? {
    var index = start
    for level in levels.indices {
      let word = index >> 6
      guard word < levels[level].count else { return nil }
      let rest = levels[level][word] & (.max << UInt64(index & 63))
      if rest != 0 { return least(under: word << 6 | rest.trailingZeroBitCount, level) }
      index = word + 1
    }
    return nil
  }

  private func least(under index: Int, _ level: Int) -> Int {
    levels[..<level].reversed().reduce(index) { $0 << 6 | $1[$0].trailingZeroBitCount }
  }
}
