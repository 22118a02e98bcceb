/// Finds the longest piece that a run of bytes begins with.
///
/// Bytes rather than strings, because Swift's strings are equal up to canonical equivalence and
/// pieces are not.
struct PieceTrie: Sendable {
  private var children: [UInt64: Int32] = [:]
  /// The piece that ends at each node; -1 where none does.
  private var pieces: [Int32] = [-1]

  /// Adds a piece; false if it is there already, or empty.
  mutating func insert(_ text: some Sequence<UInt8>, piece: Int32) -> Bool {
    var node: Int32 = 0
    for byte in text {
      let key = Self.key(node, byte)
      if let child = children[key] {
        node = child
      } else {
        let child = Int32(pieces.count)
        children[key] = child
        pieces.append(-1)
        node = child
      }
    }
    guard node != 0, pieces[Int(node)] < 0 else { return false }
    pieces[Int(node)] = piece
    return true
  }

  /// The longest piece at the start of `text`, and how many bytes it takes.
  func longestMatch(_ text: ArraySlice<UInt8>) -> (piece: Int32, length: Int)? {
    var node: Int32 = 0
    var best: (piece: Int32, length: Int)?
    for (index, byte) in text.enumerated() {
      guard let child = children[Self.key(node, byte)] else { break }
      node = child
      if pieces[Int(node)] >= 0 { best = (pieces[Int(node)], index + 1) }
    }
    return best
  }

  private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
  }
}
