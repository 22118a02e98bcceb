import Options

extension [OptionDeclaration] {
  /// Makes canonical values of these options, without the options that name stages.
  ///
  /// They are all defaults, and all defaults but one option, at each of its other values in turn.
  var canonicalValues: [Value] {
    let least = reduce(into: [String: Value]()) { values, option in
      values[option.name] = option.leastValue
    }
    return [.map(least)]
      + flatMap { option in
        option.type.canonicalValues(besides: option.leastValue).map { value in
          .map(least.merging([option.name: value]) { $1 })
        }
      }
  }
}

extension OptionDeclaration {
  /// The value of the option in the shortest spec; nil where it is absent there.
  fileprivate var leastValue: Value? {
    guard case .required = presence else {
      return standard.map { type.completed($0, path: { $0 }) }
    }
    return type.canonicalValues(besides: nil).first
  }
}

extension OptionType {
  /// Makes a few canonical values of the type; none where it only names stages.
  fileprivate func canonicalValues(besides standard: Value?) -> [Value] {
    let values = allCanonicalValues
    let others = values.filter { $0 != standard }
    return others.isEmpty ? values : others
  }

  private var allCanonicalValues: [Value] {
    switch self {
    case .boolean: [.boolean(true), .boolean(false)]
    case .integer(let range, let words):
      [range.lowerBound, range.lowerBound + 1, range.upperBound].filter(range.contains)
        .map { .integer($0) } + words.map { .text($0) }
    case .number(let range):
      // These are the same as single-precision numbers, in which some options are kept.
      [0, 0.25, 0.5, 1, 2].filter(range.contains).map { .number($0) }
    case .text, .verbatim, .label, .axis: [.text("some"), .text("other")]
    case .choice(let words): words.map { .text($0) }
    case .file, .folder: [.path("/some"), .path("/other")]
    case .list(let element):
      element.allCanonicalValues.isEmpty
        ? [] : [.list([]), .list(element.allCanonicalValues)]
    case .map(let element):
      element.allCanonicalValues.isEmpty
        ? [] : [.map([:])] + element.allCanonicalValues.map { .map(["name": $0]) }
    case .either(let types): types.flatMap(\.allCanonicalValues)
    case .group(let options): options.canonicalValues
    case .variant(_, let variants): variants.flatMap(\.canonicalValues)
    case .stage, .measure: []
    }
  }
}

extension OptionVariant {
  fileprivate var canonicalValues: [Value] {
    options.canonicalValues.map { value in
      .map((value.map ?? [:]).merging(["kind": .text(name)]) { $1 })
    }
  }
}
