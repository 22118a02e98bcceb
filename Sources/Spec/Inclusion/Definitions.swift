internal import YAML

/// The members of a section in their order, found by their names.
struct Definitions {
  private(set) var pairs: [Node.Pair] = []
  private var indices: [String: Int] = [:]

  init() {}

  init(_ pairs: [Node.Pair]) { for pair in pairs { set(pair) } }

  var names: [String] { pairs.map(\.name) }

  subscript(name: String) -> Node.Pair? { indices[name].map { pairs[$0] } }

  /// Adds a definition, or lets it take the place of the one that has its name.
  mutating func set(_ pair: Node.Pair) {
    if let index = indices[pair.name] {
      pairs[index] = pair
    } else {
      indices[pair.name] = pairs.count
      pairs.append(pair)
    }
  }

  mutating func remove(_ names: Set<String>) {
    if names.isEmpty { return }
    self = Definitions(pairs.filter { !names.contains($0.name) })
  }
}

extension Node {
  /// Checks whether two values are written alike, wherever they stand.
  func isWritten(like other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let a), .scalar(let b)): return a == b
    case (.sequence(let a), .sequence(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.isWritten(like: $1) }
    case (.mapping(let a), .mapping(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy { $0.name == $1.name && $0.value.isWritten(like: $1.value) }
    default: return false
    }
  }
}
