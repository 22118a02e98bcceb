/// A value of a YAML text with its place; aliases and merge keys are already followed.
package struct Node: Hashable, Sendable {
  /// Where the value is written: for an alias, the place of its anchor.
  package let mark: Mark
  package let content: Content

  package init(mark: Mark, content: Content) { (self.mark, self.content) = (mark, content) }

  /// What a node holds.
  package enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// In the order of the text; no two keys are the same.
    case mapping([Pair])
  }

  /// A single value as written, not yet read as a number or anything else.
  package struct Scalar: Hashable, Sendable {
    package let text: String
    /// False where quotes or a block style say that it is text.
    package let isPlain: Bool
    /// Such as `tag:yaml.org,2002:str`; nil where none is written.
    package let tag: String?

    package init(text: String, isPlain: Bool, tag: String? = nil) {
      self.text = text
      self.isPlain = isPlain
      self.tag = tag
    }
  }

  /// A member of a mapping.
  package struct Pair: Hashable, Sendable {
    /// Always a scalar.
    package let key: Node
    package let value: Node

    package init(key: Node, value: Node) { (self.key, self.value) = (key, value) }

    /// The key's text.
    package var name: String { key.scalar?.text ?? "" }
  }
}

extension Node {
  /// The scalar, where the node is one.
  package var scalar: Scalar? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar
  }

  /// The items, where the node is a sequence.
  package var sequence: [Node]? {
    guard case .sequence(let items) = content else { return nil }
    return items
  }

  /// The members, where the node is a mapping.
  package var mapping: [Pair]? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs
  }

  /// The member called `name` of a mapping; looks through all of them.
  package subscript(name: String) -> Node? {
    mapping?.first { $0.name == name }?.value
  }
}
