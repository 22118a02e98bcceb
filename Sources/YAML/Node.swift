/// A value of a YAML text with its location; aliases and merge keys are already followed.
package struct Node: Hashable, Sendable {
  /// Location of the value; for an alias, that of its anchor.
  package let mark: Mark
  package let content: Content

  package init(mark: Mark, content: Content) { (self.mark, self.content) = (mark, content) }

  /// The content of a node.
  package enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// Members in the order of the text; no two keys are the same.
    case mapping([Pair])
  }

  /// A single value as written, not yet read as a number or anything else.
  package struct Scalar: Hashable, Sendable {
    package let text: String
    /// False where quotes or a block style say that it is text.
    package let isPlain: Bool
    /// The tag as written out, such as `tag:yaml.org,2002:str`; nil where there is none.
    package let tag: String?
    /// Whether the text was put together from others, so that nobody wrote its quotes to say that
    /// it is no number.
    package let isComposed: Bool

    package init(text: String, isPlain: Bool, tag: String? = nil, isComposed: Bool = false) {
      self.text = text
      self.isPlain = isPlain
      self.tag = tag
      self.isComposed = isComposed
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

  /// Finds the member `name` of a mapping, in time linear in the number of members.
  package subscript(name: String) -> Node? {
    mapping?.first { $0.name == name }?.value
  }
}

extension Node {
  /// The number of values that the node holds, itself included.
  package var count: Int {
    switch content {
    case .scalar: 1
    case .sequence(let items): items.reduce(1) { $0 + $1.count }
    case .mapping(let pairs): pairs.reduce(1) { $0 + $1.value.count }
    }
  }
}
