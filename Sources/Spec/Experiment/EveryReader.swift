internal import Options
internal import YAML

/// Reads `every`, which makes a value of an axis of each entry of a catalog.
struct EveryReader {
  /// Keys that may stand beside `every`, each with entries.
  static let restrictions = ["except", "only"]

  /// The axis's name, for messages.
  private let axis: String
  private let catalogs: AxisCatalogs

  init(axis: String, _ catalogs: AxisCatalogs) {
    self.axis = axis
    self.catalogs = catalogs
  }

  /// Makes the variants of `every`, each with the mapping by which an option chooses the entry.
  ///
  /// - Parameter pairs: The keys of the axis, of which `every` is one.
  func variants(_ pairs: [Node.Pair], _ problems: inout Problems) -> [Axis.Value] {
    guard let node = pairs.first(where: { $0.name == "every" })?.value,
      let catalog = catalog(node, &problems)
    else { return [] }
    let before = problems.count
    let lists = Self.restrictions.map { name in
      pairs.first { $0.name == name }.map { names($0, of: catalog, &problems) }
    }
    if lists.allSatisfy({ $0 != nil }), let extra = pairs.first(where: { $0.name == "only" }) {
      problems.add(
        at: extra.key.mark, "the axis '\(axis)' has both 'except' and 'only'",
        hint: "keep one of them")
    }
    guard problems.count == before else { return [] }
    let entries = catalog.all.filter { entry in
      lists[0]?.contains(entry.name) != true && lists[1]?.contains(entry.name) != false
    }
    if entries.isEmpty {
      problems.add(
        at: node.mark, "the axis '\(axis)' has no values",
        hint: "let 'except' or 'only' leave one of: \(catalog.names.joined(separator: ", "))")
    }
    return values(entries, at: node.mark, &problems)
  }

  private func catalog(_ node: Node, _ problems: inout Problems) -> Catalog<OptionVariant>? {
    let known = catalogs.byName
    let name = node.scalar?.text ?? ""
    if let catalog = known[name] { return catalog }
    problems.add(
      at: node.mark,
      "the axis '\(axis)': every must name an option that takes a kind, not "
        + node.found,
      hint: Suggestion.hint(for: name, among: known.keys.sorted(), noun: "such option"))
    return nil
  }

  /// Reads the entries of `except` or `only`.
  private func names(
    _ pair: Node.Pair, of catalog: Catalog<OptionVariant>, _ problems: inout Problems
  ) -> Set<String> {
    let names = pair.value.names(for: pair.name, &problems)
    for name in names where catalog[name.text] == nil {
      problems.add(
        at: name.mark, "the axis '\(axis)': there is no \(catalog.noun) '\(name.text)'",
        hint: Suggestion.hint(for: name.text, among: catalog.names, noun: catalog.noun))
    }
    return Set(names.map(\.text))
  }

  private func values(
    _ entries: [OptionVariant], at mark: Mark, _ problems: inout Problems
  ) -> [Axis.Value] {
    var lacking: [String] = []
    let values = entries.compactMap { entry -> Axis.Value? in
      guard let node = entry.example(at: mark) else {
        lacking.append(entry.name)
        return nil
      }
      return Axis.Value(label: entry.name, mark: mark, node: node, isOfCatalog: true)
    }
    if !lacking.isEmpty {
      problems.add(
        at: mark,
        "the axis '\(axis)': options of \(lacking.joined(separator: ", ")) must be written",
        hint: "write 'except: [\(lacking.joined(separator: ", "))]', or name the variants")
    }
    return values
  }
}

// MARK: - Values for what must be given

extension OptionVariant {
  /// Writes the shortest mapping with which an option chooses the entry; nil where that needs a
  /// value that only the spec can give.
  fileprivate func example(at mark: Mark) -> Node? {
    func scalar(_ text: String, isPlain: Bool = false) -> Node {
      Node(mark: mark, content: .scalar(.init(text: text, isPlain: isPlain)))
    }
    var pairs = [Node.Pair(key: scalar("kind"), value: scalar(name))]
    for option in options {
      guard case .required = option.presence else { continue }
      guard let text = option.type.example else { return nil }
      pairs.append(Node.Pair(key: scalar(option.name), value: scalar(text, isPlain: true)))
    }
    return Node(mark: mark, content: .mapping(pairs))
  }
}

extension OptionType {
  /// Returns a value for an option that has no default: 2, or the nearest number to it in its
  /// range; nil for other types than numbers.
  fileprivate var example: String? {
    switch self {
    case .integer(let range, _): "\(min(max(2, range.lowerBound), range.upperBound))"
    case .number(let range): "\(min(max(2, range.lowerBound), range.upperBound))"
    default: nil
    }
  }
}
