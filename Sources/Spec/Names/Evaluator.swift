internal import Options
package import YAML

/// Replaces the references `${}` in values by what they are in one cell of the sweep.
///
/// A value that is a single reference becomes what it refers to, with its type and its mark; a
/// reference inside a text becomes text. A reference to an axis of named variants becomes the
/// variant's mapping, whose name ``variants`` has, and in a text the name. What comes in through a
/// reference is final: it is not searched for references again.
package struct Evaluator {
  /// Largest number of characters of all texts with references, so that doubling ends.
  private static let characterLimit = 1 << 20

  private let scope: NameScope
  /// For each axis, the index of its value in the cell; negative for axes that must not be used.
  private let choice: [Int]
  /// The names of variants to whose mappings references have led, by the marks of the mappings.
  package private(set) var variants: [Mark: String] = [:]
  private var known: [String: Node] = [:]
  private var size = 0
  private var characters = 0

  /// Number of values so far, plus one for every 64 characters of text made for them.
  package var cost: Int { size + characters / 64 }

  /// Makes an evaluator for one cell.
  ///
  /// - Parameter choice: A value index for each axis of the scope, negative for axes that must
  ///   not be used.
  package init(_ scope: NameScope, choice: [Int]) {
    (self.scope, self.choice) = (scope, choice)
  }

  /// Replaces every reference in a node.
  ///
  /// - Throws: An error of a reference that leads nowhere, or where references come to too much.
  package mutating func value(of node: Node) throws(SpecError) -> Node {
    try value(of: node, depth: 0)
  }

  private mutating func value(of node: Node, depth: Int) throws(SpecError) -> Node {
    try grow(by: 1, depth: depth, at: node.mark)
    switch node.content {
    case .sequence(let items):
      var values: [Node] = []
      for item in items { values.append(try value(of: item, depth: depth + 1)) }
      return Node(mark: node.mark, content: .sequence(values))
    case .mapping(let pairs):
      var values: [Node.Pair] = []
      for pair in pairs {
        values.append(Node.Pair(key: pair.key, value: try value(of: pair.value, depth: depth + 1)))
      }
      return Node(mark: node.mark, content: .mapping(values))
    case .scalar(let scalar):
      guard let template = try Template(scalar.text, at: node.mark) else { return node }
      if let reference = template.whole {
        return try target(of: reference, depth: depth + 1, at: node.mark)
      }
      let text = try text(of: template, depth: depth, at: node.mark)
      return Node(
        mark: node.mark, content: .scalar(.init(text: text, isPlain: false, isComposed: true)))
    }
  }

  private mutating func text(
    of template: Template, depth: Int, at mark: Mark
  ) throws(SpecError) -> String {
    var text = ""
    for part in template.parts {
      switch part {
      case .text(let literal): text += literal
      case .reference(let reference):
        let target = try target(of: reference, depth: depth + 1, at: mark)
        if let label = variants[target.mark], target.mapping != nil {
          text += label
          continue
        }
        guard let scalar = target.scalar else {
          throw SpecError(
            at: mark,
            "'\(reference.written)' is a \(target.noun), which cannot stand inside a text",
            hint: "its value is at \(target.mark)")
        }
        text += scalar.text
      }
    }
    characters += text.utf8.count
    if characters > Self.characterLimit {
      throw SpecError(
        at: mark, "references come to more than \(Self.characterLimit) characters of text",
        hint: "let variables repeat each other less")
    }
    return text
  }

  private mutating func target(
    of reference: Template.Reference, depth: Int, at mark: Mark
  ) throws(SpecError) -> Node {
    var node = try start(of: reference, depth: depth, at: mark)
    var path = reference.name
    for member in reference.members {
      guard let next = node[member] else {
        throw missing(member, of: path, node, in: reference, at: mark)
      }
      (node, path) = (next, "\(path).\(member)")
    }
    let extent = node.extent
    try grow(by: extent.nodes, depth: depth + extent.height, at: mark)
    return node
  }

  private mutating func start(
    of reference: Template.Reference, depth: Int, at mark: Mark
  ) throws(SpecError) -> Node {
    if let index = scope.axisIndex(reference.name) {
      let axis = scope.axes[index]
      guard choice[index] >= 0 else {
        throw SpecError(
          at: mark, "'\(reference.written)' is a sweep axis, which cannot be used here",
          hint: "use a variable, or write the value out")
      }
      let value = axis.values[choice[index]]
      guard axis.hasVariants, reference.members.isEmpty else { return value.node }
      if value.node.mapping?.isEmpty != false {
        return Node(
          mark: value.mark, content: .scalar(.init(text: value.label, isPlain: false)))
      }
      variants[value.mark] = value.label
      return Node(mark: value.mark, content: value.node.content)
    }
    if let known = known[reference.name] { return known }
    guard let node = scope.variables[reference.name] else {
      throw scope.unresolved(reference, at: mark)
    }
    let value = try value(of: node, depth: depth + 1)
    known[reference.name] = value
    return value
  }

  private func missing(
    _ member: String, of path: String, _ node: Node, in reference: Template.Reference,
    at mark: Mark
  ) -> SpecError {
    if let index = scope.axisIndex(reference.name), path == reference.name {
      let value = scope.axes[index].values[choice[index]]
      return SpecError(
        at: value.mark,
        "the variant '\(value.label)' lacks '\(member)', which '\(reference.written)' at "
          + "\(mark) uses",
        hint: "write '\(member): null' there to leave the option out")
    }
    return SpecError(
      at: mark, "'\(reference.written)': '\(path)' has no member '\(member)'",
      hint: Suggestion.hint(
        for: member, among: node.mapping?.map(\.name) ?? [], noun: "member of \(path)"))
  }

  private mutating func grow(by added: Int, depth: Int, at mark: Mark) throws(SpecError) {
    size += added
    if size > YAMLLimit.nodes || depth > NameScope.depthLimit {
      throw SpecError(
        at: mark, "references come to more than \(YAMLLimit.nodes) values, or too deep",
        hint: "let variables repeat each other less")
    }
  }
}

extension Node {
  /// The number of values that the node holds, itself included, and how deep they stand.
  fileprivate var extent: (nodes: Int, height: Int) {
    let inner: [Node]
    switch content {
    case .scalar: return (1, 1)
    case .sequence(let items): inner = items
    case .mapping(let pairs): inner = pairs.map(\.value)
    }
    return inner.map(\.extent).reduce((1, 1)) { ($0.0 + $1.nodes, max($0.1, $1.height + 1)) }
  }

  /// The kind of value in words, for messages.
  package var noun: String {
    switch content {
    case .scalar: "single value"
    case .sequence: "list"
    case .mapping: "mapping"
    }
  }
}
