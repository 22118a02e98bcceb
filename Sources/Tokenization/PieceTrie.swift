/// Finds the tokens that a run of bytes begins with.
///
/// It compares bytes rather than strings, because Swift's strings are equal up to canonical
/// equivalence and tokens are not. The edges are in one hash table with open addressing, so that a
/// step costs one look into memory.
struct PieceTrie: Sendable {
  static let root: Int32 = 0
  /// Stands for a node or a token where there is none.
  static let none: Int32 = -1

  private struct Edge {
    var key: UInt64
    var child: Int32
  }

  private static let free = Edge(key: .max, child: none)

  private var edges = [Edge](repeating: free, count: 1 << 10)
  /// Number of bits by which a hash is shifted to give a slot in `edges`.
  private var shift: UInt64 = 64 - 10
  /// Token that ends at each node [nodes].
  private var pieces: [Int32] = [none]

  /// Adds a token; returns false if it is there already, or empty.
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

  /// Returns the node that a byte leads to, or ``none``.
  func child(of node: Int32, _ byte: UInt8) -> Int32 {
    let key = Self.key(node, byte)
    var slot = slot(of: key)
    while edges[slot].key != key {
      if edges[slot].child == Self.none { return Self.none }
      slot = (slot + 1) & (edges.count - 1)
    }
    return edges[slot].child
  }

  /// Returns the token whose last byte leads to a node, or ``none``.
  func piece(at node: Int32) -> Int32 { pieces[Int(node)] }

  /// Finds the longest token at the start of `text`, and the number of its bytes.
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

  /// Finds the token that is the whole of `text`.
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
    store(Edge(key: Self.key(node, byte), child: child))
    return child
  }

  /// Doubles the table, which stays at most half full.
  private mutating func grow() {
    let old = edges
    edges = [Edge](repeating: Self.free, count: 2 * old.count)
    shift -= 1
    for edge in old where edge.child != Self.none { store(edge) }
  }

  private mutating func store(_ edge: Edge) {
    var slot = slot(of: edge.key)
    while edges[slot].child != Self.none { slot = (slot + 1) & (edges.count - 1) }
    edges[slot] = edge
  }

  /// Returns the first slot to look at for a key, by Fibonacci hashing (Knuth, The Art of Computer
  /// Programming, volume 3, section 6.4).
  private func slot(of key: UInt64) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift) }

  private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
  }
}
