extension OptionType {
  /// Whether a value has a name even where the spec gives it none, as files and stages have.
  package var namesItself: Bool {
    switch self {
    case .file, .stage: true
    default: false
    }
  }

  /// The accepted values in words that follow `must be`, such as `a whole number of at least 1`.
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
        + "by name or as a mapping"
        + (variants.standardName.map { "; without 'kind' it is \($0)" } ?? " with 'kind'")
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

extension String {
  /// The noun after its indefinite article, such as `a part` or `an optimizer`.
  package var withArticle: String { "aeiou".contains(prefix(1)) ? "an \(self)" : "a \(self)" }
}
