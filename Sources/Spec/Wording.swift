internal import YAML

extension OptionType {
  /// What the type accepts, to follow `must be`: `a whole number of at least 1`.
  package var wanted: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range, let words):
      "a whole number" + Self.bounds(range.lowerBound, range.upperBound, none: (.min, .max))
        + words.map { " or '\($0)'" }.joined()
    case .number(let range):
      "a number"
        + Self.bounds(
          range.lowerBound, range.upperBound,
          none: (-.greatestFiniteMagnitude, .greatestFiniteMagnitude))
    case .text, .verbatim: "text"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .file: "the path of a file"
    case .folder: "the path of a folder"
    case .list(let element): "a list, each item \(element.wanted)"
    case .map(let element):
      "a mapping, each value \(element.wanted)" + (element.namesItself ? ", or a list of them" : "")
    case .either(let types): types.map(\.wanted).joined(separator: ", or ")
    case .group(let options):
      "a mapping with \(options.map(\.name).joined(separator: ", "))"
    case .variant(let noun, let variants):
      "\(noun.withArticle) (\(variants.map(\.name).joined(separator: ", "))), "
        + "by name or as a mapping with 'kind'"
    case .stage(let products) where products.isEmpty: "the name of a stage"
    case .stage(let products):
      "the name of a stage that produces \(products.joined(separator: " or "))"
    case .label: "a value of a sweep axis"
    case .measure: "STAGE.METRIC, such as score.accuracy"
    case .axis: "the name of a sweep axis"
    }
  }

  private static func bounds<Bound: Comparable>(
    _ lower: Bound, _ upper: Bound, none: (Bound, Bound)
  ) -> String {
    switch (lower > none.0, upper < none.1) {
    case (false, false): ""
    case (true, false): " of at least \(short(lower))"
    case (false, true): " of at most \(short(upper))"
    case (true, true): " from \(short(lower)) to \(short(upper))"
    }
  }

  private static func short(_ bound: some Comparable) -> String {
    let text = "\(bound)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Node {
  /// What the node is, to follow `not`: `"many"`, `12`, `a list`.
  package var found: String {
    switch content {
    case .sequence(let items): return items.isEmpty ? "an empty list" : "a list"
    case .mapping(let pairs): return pairs.isEmpty ? "an empty mapping" : "a mapping"
    case .scalar(let scalar):
      let shown = scalar.text.count > 40 ? scalar.text.prefix(40) + "..." : scalar.text[...]
      return switch scalar.value {
      case .null: "empty"
      case .text: "\"\(shown.replacing("\n", with: "\\n"))\""
      case .boolean where scalar.text != "true" && scalar.text != "false":
        "\(shown), which YAML reads as \(scalar.value.boolean == true)"
      default: String(shown)
      }
    }
  }
}

extension String {
  /// The noun after its indefinite article: `a part`, `an optimizer`.
  package var withArticle: String { "aeiou".contains(prefix(1)) ? "an \(self)" : "a \(self)" }
}
