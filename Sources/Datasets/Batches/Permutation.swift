internal import Statistics

/// A shuffled order of `0..<count` in which any element can be looked up without the others.
///
/// It is a balanced Feistel network over the next even power of two, applied until its value is
/// inside the range (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
struct Permutation {
  private static let rounds = 6

  private let count: Int
  private let halfWidth: UInt64
  private let keys: [UInt64]

  init(count: Int, seed: UInt64, stream: String) {
    precondition(count > 0)
    let width = Int.bitWidth - (count - 1).leadingZeroBitCount
    var random = SeededGenerator(seed: seed, stream: stream)
    self.count = count
    halfWidth = UInt64(max(1, (width + 1) / 2))
    keys = (0..<Self.rounds).map { _ in random.next() }
  }

  /// Element at a position of the order; every element has exactly one position.
  subscript(position: Int) -> Int {
    precondition((0..<count).contains(position))
    var value = UInt64(position)
    repeat { value = encrypted(value) } while value >= UInt64(count)
    return Int(value)
  }

  private func encrypted(_ value: UInt64) -> UInt64 {
    let mask: UInt64 = (1 << halfWidth) - 1
    var (left, right) = (value >> halfWidth, value & mask)
    for key in keys {
      (left, right) = (right, left ^ (StableHash.mixed(right ^ key) & mask))
    }
    return left << halfWidth | right
  }
}
