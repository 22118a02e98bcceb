internal import Options
internal import YAML

extension OptionType {
  /// Checks whether values of the type are written as this node is, plainly, as a list or as a
  /// mapping.
  func hasShape(of node: Node) -> Bool {
    switch self {
    case .list: node.sequence != nil
    case .group, .map: node.mapping != nil
    default: node.scalar != nil
    }
  }
}

extension Node {
  /// Returns the members of a mapping, or of a list or single value whose type names itself.
  ///
  /// A file is named by the last part of its path, a stage by its name. Nil for any other node.
  func members(of type: OptionType) -> [(name: String, node: Node)]? {
    if let pairs = mapping { return pairs.map { ($0.name, $0.value) } }
    guard type.namesItself, let items = sequence ?? (scalar == nil ? nil : [self]) else {
      return nil
    }
    return items.map { item in
      let text = item.scalar?.text ?? ""
      guard case .file = type else { return (text, item) }
      return (text.split(separator: "/").last.map(String.init) ?? text, item)
    }
  }
}
