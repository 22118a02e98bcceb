/// Finds the pieces that a run of bytes begins with.
///
/// Bytes rather than strings, because Swift's strings are equal up to canonical equivalence and
/// pieces are not. The edges lie in one hash table with open addressing, so that a step costs one
/// look into memory.
struct PieceTrie: Sendable {
  static let root: Int32 = 0
  /// In place of a node or a piece where there is none.
  static let none: Int32 = -1

  private struct Edge {
    var key: UInt64
    var child: Int32
  }

  private static let free = Edge(key: .max, child: none)

  private var edges = [Edge](repeating: free, count: 1 << 10)
  /// How far a hash is shifted to give a place in `edges`.
  private var shift: UInt64 = 64 - 10
  /// The piece that ends at each node.
  private var pieces: [Int32] = [none]

  /// Adds a piece; false if it is there already, or empty.
  mutating func insert(_ text: some Sequence<UInt8>, piece: Int32) -> Bool {
    var node = Self.root
    for byte in text {
      let next = child(of: node, byte)
      node = next == Self.none ? addChild(of: node, byte) : next
    }
    guard node != Self.root, pieces[Int(node)] == Self.none else { return false }
    pieces[Int(node)] = piece
    return true
  }

  /// The node that a byte leads to.
  func child(of node: Int32, _ byte: UInt8) -> Int32 {
    let key = Self.key(node, byte)
    var place = place(of: key)
    while edges[place].key != key {
      if edges[place].child == Self.none { return Self.none }
      place = (place + 1) & (edges.count - 1)
    }
    return edges[place].child
  }

  /// The piece whose last byte leads to a node.
  func piece(at node: Int32) -> Int32 { pieces[Int(node)] }

  /// The longest piece at the start of `text`, and how many bytes it takes.
  func longestMatch(_ text: ArraySlice<UInt8>) -> (piece: Int32, length: Int)? {
    var node = Self.root
    var best: (piece: Int32, length: Int)?
    for position in text.indices {
      node = child(of: node, text[position])
      if node == Self.none { break }
      if pieces[Int(node)] != Self.none {
        best = (pieces[Int(node)], position + 1 - text.startIndex)
      }
    }
    return best
  }

  /// The piece that is the whole of `text`.
  func piece(_ text: some Sequence<UInt8>) -> Int32? {
    var node = Self.root
    for byte in text {
      node = child(of: node, byte)
      if node == Self.none { return nil }
    }
    return pieces[Int(node)] == Self.none ? nil : pieces[Int(node)]
  }

  private mutating func addChild(of node: Int32, _ byte: UInt8) -> Int32 {
    if 2 * pieces.count > edges.count { grow() }
    let child = Int32(pieces.count)
    pieces.append(Self.none)
    place(Edge(key: Self.key(node, byte), child: child))
    return child
  }

  /// Doubles the table, which stays at most half full.
  private mutating func grow() {
    let old = edges
    edges = [Edge](repeating: Self.free, count: 2 * old.count)
    shift -= 1
    for edge in old where edge.child != Self.none { place(edge) }
  }

  private mutating func place(_ edge: Edge) {
    var place = place(of: edge.key)
    while edges[place].child != Self.none { place = (place + 1) & (edges.count - 1) }
    edges[place] = edge
  }

  /// Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
  private func place(of key: UInt64) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift) }

  private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
  }
}
