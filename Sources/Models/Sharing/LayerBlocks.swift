/// Which layers are one block: each layer's owner is the first layer of its block.
struct LayerBlocks {
  private let owners: [Int]

  /// - Parameter blocks: The block of each layer, by any numbers.
  init(blocks: [Int]) {
    var first: [Int: Int] = [:]
    owners = blocks.enumerated().map { layer, block in
      let owner = first[block] ?? layer
      first[block] = owner
      return owner
    }
  }

  func owner(of layer: Int) -> Int { owners[layer] }

  /// Orders by their names in a spec.
  static let orders = ["sequence", "cycle", "cycle-reverse"]

  /// The same, with the first and the last layer apart.
  static let middleOrders = ["middle-sequence", "middle-cycle"]

  /// A few unique layers in the order of that name.
  init(_ count: Int, unique: Int, order: String?) {
    if let order, Self.middleOrders.contains(order) {
      let middle = order == "middle-cycle" ? Self.cycle : Self.sequence
      self.init(layers: count, middle: middle(max(1, count - 2), unique))
      return
    }
    let blocks =
      switch order {
      case "sequence": Self.sequence(count, unique: unique)
      case "cycle-reverse": Self.reversedCycle(count, unique: unique)
      default: Self.cycle(count, unique: unique)
      }
    self.init(blocks: blocks)
  }

  /// AABBCC: `count` layers in runs of as equal length as can be.
  static func sequence(_ count: Int, unique: Int) -> [Int] {
    (0..<count).map { $0 * min(unique, count) / count }
  }

  /// ABCABC.
  static func cycle(_ count: Int, unique: Int) -> [Int] {
    (0..<count).map { $0 % min(unique, count) }
  }

  /// ABCCBA: a cycle whose last round runs backwards.
  static func reversedCycle(_ count: Int, unique: Int) -> [Int] {
    let unique = min(unique, count)
    return (0..<count).map { $0 < count - unique ? $0 % unique : count - 1 - $0 }
  }
}

extension ParameterSlot {
  /// Whether it belongs to the attention block, its norm included.
  var isOfAttention: Bool {
    switch site {
    case .matrix(let matrix): MatrixKind.attention.contains(matrix)
    case .norm(let norm): norm == .attention
    case .bottleneck(let place): place == .attention
    }
  }

  /// Whether it is small and each layer's own by design.
  var isOfAdapter: Bool {
    if case .bottleneck = site { return true }
    return part == .adapterUp || part == .adapterDown || part == .diagonal
  }

  var isOfNorm: Bool {
    if case .norm = site { true } else { false }
  }
}
