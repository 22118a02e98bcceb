internal import Platform
package import Options
package import YAML

/// Checks option values against their declarations and brings them to canonical form.
///
/// Problems and edges are collected; the value of an option is nil where it is an edge alone or in
/// error.
package struct OptionReader: Sendable {
  /// The folders that paths are relative to.
  private let folders: SpecFolders
  /// Names of variants by the marks of their mappings; an option that takes no mapping gets the
  /// name.
  private let variants: [Mark: String]
  /// Marks of the variants whose mappings were taken.
  package private(set) var taken: Set<Mark> = []
  package private(set) var problems = Problems()
  package private(set) var edges: [OptionEdge] = []

  package init(_ folders: SpecFolders, variants: [Mark: String] = [:]) {
    (self.folders, self.variants) = (folders, variants)
  }

  /// Reports options that are not declared and required ones that are missing.
  ///
  /// - Parameter owner: Who has the options, for messages, such as `the stage kind 'train'`.
  package mutating func checkNames(
    _ pairs: [Node.Pair], of owner: String, _ declarations: [OptionDeclaration], at mark: Mark,
    prefix: String = ""
  ) {
    let names = declarations.map(\.name)
    let known = Set(names)
    let former = Dictionary(
      declarations.compactMap { option in option.formerName.map { ($0, option.name) } },
      uniquingKeysWith: { first, _ in first })
    for pair in pairs where !known.contains(pair.name) {
      problems.add(
        at: pair.key.mark, "unknown option '\(prefix)\(pair.name)' of \(owner)",
        hint: Suggestion.hint(
          for: pair.name, among: names, former: former, noun: "option of \(owner)"))
    }
    let given = Set(pairs.map(\.name))
    for declaration in declarations where !given.contains(declaration.name) {
      checkMissing(declaration, of: owner, at: mark, prefix: prefix)
    }
  }

  private mutating func checkMissing(
    _ declaration: OptionDeclaration, of owner: String, at mark: Mark, prefix: String
  ) {
    guard case .required = declaration.presence else { return }
    problems.add(
      at: mark, "\(owner) needs the option '\(prefix)\(declaration.name)'",
      hint: "\(declaration.name): \(declaration.help); \(declaration.type.wanted)")
  }

  /// Reads the value of one declared option; null counts as left out.
  package mutating func read(
    _ node: Node, _ declaration: OptionDeclaration, of owner: String, prefix: String = ""
  ) -> Value? {
    if node.isNull {
      checkMissing(declaration, of: owner, at: node.mark, prefix: prefix)
      return declaration.standardValue
    }
    return read(node, as: declaration.type, name: prefix + declaration.name)
  }

  private mutating func read(_ node: Node, as type: OptionType, name: String) -> Value? {
    if let label = variants[node.mark], node.mapping != nil {
      guard type.takes(node) else {
        let named = Node(mark: node.mark, content: .scalar(.init(text: label, isPlain: false)))
        return read(named, as: type, name: name)
      }
      taken.insert(node.mark)
    }
    return switch type {
    case .boolean, .integer, .number, .text, .verbatim, .choice, .label:
      scalar(node, as: type, name: name)
    case .file: path(node, wanted: .file, type, name: name)
    case .folder: path(node, wanted: .folder, type, name: name)
    case .list(let element): list(node, of: element, type, name: name)
    case .map(let element): map(node, of: element, type, name: name)
    case .either(let types):
      if let chosen = types.first(where: { $0.hasShape(of: node) }) {
        read(node, as: chosen, name: name)
      } else {
        refuse(node, as: type, name: name)
      }
    case .group(let options): group(node, options, type, name: name)
    case .variant(let noun, let variants):
      variant(node, noun: noun, variants, type, name: name)
    case .stage(let products):
      edge(node, type, name: name) { .stage($0, producing: products) }
    case .axis: edge(node, type, name: name) { .axis($0) }
    case .measure: measure(node, type, name: name)
    }
  }

  private mutating func refuse(_ node: Node, as type: OptionType, name: String) -> Value? {
    problems.add(
      at: node.mark, "\(name) must be \(type.wanted), not \(node.found)",
      hint: Self.hint(node, type))
    return nil
  }

  private mutating func scalar(_ node: Node, as type: OptionType, name: String) -> Value? {
    guard let scalar = node.scalar else { return refuse(node, as: type, name: name) }
    switch (type, Self.value(of: scalar, as: type)) {
    case (.boolean, .boolean(let value)): return .boolean(value)
    case (.integer(let range, _), .integer(let value)) where range.contains(value):
      return .integer(value)
    case (.integer(_, let words), .text(let word)) where words.contains(word): return .text(word)
    case (.number(let range), let value):
      guard let number = value.number, range.contains(number), number.isFinite else { break }
      return .number(number == 0 ? 0 : number)
    case (.text, .text(let text)): return .text(text)
    case (.verbatim, let value) where value != .null: return .text(scalar.text)
    case (.label, _): return .text(scalar.text)
    case (.choice(let names), _) where names.contains(scalar.text): return .text(scalar.text)
    default: break
    }
    return refuse(node, as: type, name: name)
  }

  /// Returns the value of a scalar; a text that was put together is a number where one is wanted.
  private static func value(of scalar: Node.Scalar, as type: OptionType) -> Value {
    switch type {
    case .integer where scalar.isComposed, .number where scalar.isComposed:
      Node.Scalar(text: scalar.text, isPlain: true).value
    default: scalar.value
    }
  }

  private mutating func path(
    _ node: Node, wanted: FileKind, _ type: OptionType, name: String
  ) -> Value? {
    guard case .text(let text)? = node.scalar?.value, !text.isEmpty else {
      return refuse(node, as: type, name: name)
    }
    let named = DataHome.resolved(text)
    let folder = folders.folder(at: node.mark)
    let path = named.hasPrefix("/") ? named : "\(folder)/\(named)"
    let kind = FileKind(atPath: path)
    if kind == wanted { return .path(path) }
    let noun = wanted == .file ? "file" : "folder"
    let problem =
      kind == .absent
      ? "no such \(noun): '\(text)'"
      : "'\(text)' is a \(kind == .file ? "file" : "folder"), not a \(noun)"
    problems.add(
      at: node.mark, "\(name): \(problem)",
      hint: named != text
        ? "it was looked for at \(named)"
        : text.hasPrefix("/") ? nil : "paths are relative to the spec's folder, \(folder)")
    return nil
  }

  private mutating func list(
    _ node: Node, of element: OptionType, _ type: OptionType, name: String
  ) -> Value? {
    guard let items = node.sequence else { return refuse(node, as: type, name: name) }
    let before = edges.count
    let values = items.map { read($0, as: element, name: name) }.compactMap { $0 }
    return values.isEmpty && edges.count > before ? nil : .list(values)
  }

  private mutating func map(
    _ node: Node, of element: OptionType, _ type: OptionType, name: String
  ) -> Value? {
    guard let members = node.members(of: element) else {
      return refuse(node, as: type, name: name)
    }
    let before = edges.count
    var (values, seen): ([String: Value], Set<String>) = ([:], [])
    for (member, node) in members {
      if !seen.insert(member).inserted {
        problems.add(
          at: node.mark, "\(name): there are two of the name '\(member)'",
          hint: "give each a name: \(name): {NAME: \(member), ...}")
      }
      values[member] = read(node, as: element, name: "\(name).\(member)")
    }
    return values.isEmpty && edges.count > before ? nil : .map(values)
  }

  private mutating func edge(
    _ node: Node, _ type: OptionType, name: String, _ target: (String) -> OptionEdge.Target
  ) -> Value? {
    guard let scalar = node.scalar, !scalar.text.isEmpty else {
      return refuse(node, as: type, name: name)
    }
    edges.append(OptionEdge(role: name, target: target(scalar.text), mark: node.mark))
    if case .axis = type { return .text(scalar.text) }
    return nil
  }

  private mutating func measure(_ node: Node, _ type: OptionType, name: String) -> Value? {
    let text = node.scalar?.text ?? ""
    guard let dot = text.firstIndex(of: "."), dot > text.startIndex,
      text.index(after: dot) < text.endIndex
    else { return refuse(node, as: type, name: name) }
    let metric = String(text[text.index(after: dot)...])
    edges.append(
      OptionEdge(
        role: name, target: .measure(stage: String(text[..<dot]), metric: metric),
        mark: node.mark))
    return .text(metric)
  }
}

// MARK: - Groups and variants

extension OptionReader {
  /// Reads the members of a mapping and adds all defaults.
  private mutating func members(
    _ pairs: [Node.Pair], _ declarations: [OptionDeclaration], of owner: String, at mark: Mark,
    prefix: String
  ) -> [String: Value] {
    checkNames(pairs, of: owner, declarations, at: mark, prefix: prefix)
    let nodes = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    var values: [String: Value] = [:]
    for declaration in declarations {
      values[declaration.name] =
        nodes[declaration.name].map { read($0, declaration, of: owner, prefix: prefix) }
        ?? declaration.standardValue
    }
    return values
  }

  private mutating func group(
    _ node: Node, _ options: [OptionDeclaration], _ type: OptionType, name: String
  ) -> Value? {
    guard let pairs = node.mapping else { return refuse(node, as: type, name: name) }
    return .map(
      members(pairs, options, of: "'\(name)'", at: node.mark, prefix: name + "."))
  }

  private mutating func variant(
    _ node: Node, noun: String, _ variants: [OptionVariant], _ type: OptionType, name: String
  ) -> Value? {
    let kind = node.scalar == nil ? node["kind"] : node
    let standard = node.mapping != nil && kind == nil ? variants.standardName : nil
    guard let word = kind?.scalar?.text ?? standard else {
      return refuse(node, as: type, name: name)
    }
    guard let variant = variants.first(where: { $0.name == word }) else {
      let written = kind ?? node
      problems.add(
        at: written.mark, "\(name): unknown \(noun) \(written.found)",
        hint: Suggestion.hint(for: word, among: variants.map(\.name), noun: noun))
      return nil
    }
    var values = members(
      (node.mapping ?? []).filter { $0.name != "kind" }, variant.options,
      of: "the \(noun) '\(word)'", at: node.mark, prefix: name + ".")
    values["kind"] = .text(word)
    return .map(values)
  }

  /// Guesses what would be right; nil where nothing can be guessed.
  private static func hint(_ node: Node, _ type: OptionType) -> String? {
    guard let scalar = node.scalar else { return nil }
    switch type {
    case .list: return "write [\(scalar.text.prefix(40))]"
    case .choice(let names):
      return Suggestion.nearest(to: scalar.text, among: names).map { "did you mean '\($0)'?" }
    case .text, .file, .folder:
      return scalar.text.isEmpty ? nil : "put it in quotes if it is meant as text"
    case .integer(_, let words):
      if let word = Suggestion.nearest(to: scalar.text, among: words) {
        return "did you mean '\(word)'?"
      }
      fallthrough
    case .number, .boolean:
      let unquoted = Node.Scalar(text: scalar.text, isPlain: true).value
      return scalar.value.text != nil && unquoted.text == nil ? "remove the quotes" : nil
    default: return nil
    }
  }
}

extension Node {
  /// Whether it is an empty or null scalar.
  package var isNull: Bool { scalar?.value == .null }
}

extension OptionType {
  /// Checks whether an option of the type may be written as a variant's mapping.
  ///
  /// An option that chooses a kind by name takes only a mapping with `kind`.
  fileprivate func takes(_ mapping: Node) -> Bool {
    switch self {
    case .group, .map: true
    case .variant(_, let variants): mapping["kind"] != nil || variants.standardName != nil
    case .either(let types): types.contains { $0.takes(mapping) }
    default: false
    }
  }
}
