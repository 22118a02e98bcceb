/// Builds the tree of a document from its events, following aliases, within ``YAMLLimit``.
struct TreeBuilder {
  /// A collection that has begun and not ended.
  private struct Frame {
    let mark: Mark
    let anchor: String?
    let isMapping: Bool
    /// Number of nodes when the collection began, from which follows how many it adds.
    let nodesBefore: Int
    var height = 1
    var items: [Node] = []
    var pairs: [Node.Pair] = []
    var key: Node?
  }

  /// A node that an alias can name, and what another copy costs.
  private struct Anchored {
    let node: Node
    let nodes: Int
    let height: Int
  }

  private let source: EventSource
  private var frames: [Frame] = []
  private var anchors: [String: Anchored] = [:]
  private var nodes = 0
  private var root: Node?

  init(_ source: EventSource) { self.source = source }

  /// Builds the only document of the text.
  mutating func document(emptyAt start: Mark) throws(YAMLError) -> Node {
    var documents = 0
    while true {
      let event = try source.next()
      switch event.kind {
      case .streamEnd:
        guard let root, !root.isNothing else {
          throw YAMLError(at: start, "there is nothing in it", hint: "write 'key: value' lines")
        }
        return root
      case .documentStart:
        documents += 1
        if documents > 1 {
          throw YAMLError(
            at: event.mark, "a second document begins here", hint: "remove the '---'")
        }
      case .other: break
      default: try take(event)
      }
    }
  }

  private mutating func take(_ event: Event) throws(YAMLError) {
    switch event.kind {
    case .scalar(let scalar, let anchor):
      try checkTag(scalar.tag, ["str", "int", "float", "bool", "null"], at: event.mark)
      if scalar.text.utf8.contains(0) {
        throw YAMLError(at: event.mark, "a text with a NUL character", hint: "remove the '\\0'")
      }
      try count(1, height: 1, at: event.mark)
      let node = Node(mark: event.mark, content: .scalar(scalar))
      if let anchor { anchors[anchor] = Anchored(node: node, nodes: 1, height: 1) }
      try add(node, height: 1)
    case .sequenceStart(let anchor, let tag):
      try checkTag(tag, ["seq"], at: event.mark)
      try begin(event.mark, anchor: anchor, isMapping: false)
    case .mappingStart(let anchor, let tag):
      try checkTag(tag, ["map"], at: event.mark)
      try begin(event.mark, anchor: anchor, isMapping: true)
    case .collectionEnd: try end()
    case .alias(let name): try follow(name, at: event.mark)
    case .documentStart, .streamEnd, .other: break
    }
  }

  private func checkTag(_ tag: String?, _ known: [String], at mark: Mark) throws(YAMLError) {
    guard let tag, tag != "!" else { return }
    if known.contains(where: { tag == "tag:yaml.org,2002:\($0)" }) { return }
    throw YAMLError(
      at: mark, "the tag '\(tag)' means nothing here",
      hint: "remove it; quotes make a value text")
  }

  private mutating func count(_ added: Int, height: Int, at mark: Mark) throws(YAMLError) {
    nodes += added
    if nodes > YAMLLimit.nodes {
      throw YAMLError(
        at: mark, "more than \(YAMLLimit.nodes) values, aliases counted each time",
        hint: "describe a large sweep by its axes rather than by its stages")
    }
    if frames.count + height > YAMLLimit.depth {
      throw YAMLError(
        at: mark, "values inside values more than \(YAMLLimit.depth) deep",
        hint: "a spec needs no more than ten")
    }
  }

  private mutating func begin(_ mark: Mark, anchor: String?, isMapping: Bool) throws(YAMLError) {
    try count(1, height: 1, at: mark)
    frames.append(
      Frame(mark: mark, anchor: anchor, isMapping: isMapping, nodesBefore: nodes - 1))
  }

  private mutating func end() throws(YAMLError) {
    let frame = frames.removeLast()
    let content =
      frame.isMapping
      ? Node.Content.mapping(try Self.merged(frame.pairs)) : .sequence(frame.items)
    let node = Node(mark: frame.mark, content: content)
    if let anchor = frame.anchor {
      anchors[anchor] = Anchored(
        node: node, nodes: nodes - frame.nodesBefore, height: frame.height)
    }
    try add(node, height: frame.height)
  }

  private mutating func follow(_ name: String, at mark: Mark) throws(YAMLError) {
    guard let anchored = anchors[name] else {
      let isInside = frames.contains { $0.anchor == name }
      throw YAMLError(
        at: mark,
        isInside
          ? "the alias '*\(name)' stands inside the value that it names"
          : "no anchor '&\(name)' before the alias '*\(name)'",
        hint: isInside
          ? "name a value that is complete" : "put a text that begins with '*' in quotes")
    }
    try count(anchored.nodes, height: anchored.height, at: mark)
    try add(anchored.node, height: anchored.height)
  }

  /// Adds a finished node to the innermost open collection, or makes it the root.
  private mutating func add(_ node: Node, height: Int) throws(YAMLError) {
    guard let last = frames.indices.last else {
      root = node
      return
    }
    frames[last].height = max(frames[last].height, height + 1)
    if !frames[last].isMapping {
      frames[last].items.append(node)
    } else if let key = frames[last].key {
      frames[last].pairs.append(Node.Pair(key: key, value: node))
      frames[last].key = nil
    } else if node.scalar != nil {
      frames[last].key = node
    } else {
      throw YAMLError(
        at: node.mark, "a list or a mapping as a key",
        hint: "a key is a single word; put ${...} inside { } in quotes")
    }
  }
}

extension Node {
  /// Whether it is an empty document, such as a lone `---`.
  fileprivate var isNothing: Bool {
    guard let scalar else { return false }
    return scalar.isPlain && scalar.text.isEmpty
  }
}
