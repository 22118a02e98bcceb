internal import Options

extension OptionDeclaration {
  /// The JSON Schema of the option as written; null counts as left out.
  var schema: Value {
    let whole = type.schema.described(help)
    guard !isRequired else { return whole }
    let optional = SchemaPart.any(of: type.schemas + [SchemaPart.null, SchemaPart.reference])
      .described(help)
    guard let standard else { return optional }
    return optional.with("default", type.shortened(standard).withPathsAsText)
  }

  fileprivate var isRequired: Bool {
    guard case .required = presence else { return false }
    return true
  }
}

extension [OptionDeclaration] {
  /// The schema of each option by its name.
  var schemas: [String: Value] {
    Dictionary(uniqueKeysWithValues: map { ($0.name, $0.schema) })
  }

  var requiredNames: [String] { filter(\.isRequired).map(\.name) }
}

extension OptionType {
  /// The schema of values of the type as written, a reference included.
  fileprivate var schema: Value { SchemaPart.any(of: schemas + [SchemaPart.reference]) }

  /// The schemas of the ways to write a value of the type out.
  fileprivate var schemas: [Value] {
    switch self {
    case .boolean: [SchemaPart.boolean]
    case .integer(let range, let words):
      [SchemaPart.integer(range)] + (words.isEmpty ? [] : [SchemaPart.choice(words)])
    case .number(let range): [SchemaPart.number(range)]
    case .text: [SchemaPart.text]
    case .verbatim: [SchemaPart.scalar]
    case .label: [SchemaPart.nullableScalar]
    case .choice(let words): [SchemaPart.choice(words)]
    case .file, .folder: [SchemaPart.nonEmptyText]
    case .stage, .axis: [SchemaPart.name]
    case .measure: [SchemaPart.measure]
    case .list(let element): [SchemaPart.list(element.schema)]
    case .map(let element):
      [SchemaPart.openMap(element.schema)]
        + (element.namesItself ? [SchemaPart.list(element.schema)] + element.schemas : [])
    case .either(let types): types.flatMap(\.schemas)
    case .group(let options):
      [SchemaPart.closedMap(options.schemas, required: options.requiredNames)]
    case .variant(_, let variants): Self.schemas(variants)
    }
  }

  /// Makes schemas of variants as names, where they need nothing else, and as mappings.
  ///
  /// The kind may be a reference, beside which anything may stand.
  private static func schemas(_ variants: [OptionVariant]) -> [Value] {
    let names = variants.filter(\.options.requiredNames.isEmpty).map { variant in
      SchemaPart.constant(variant.name).described(variant.about)
    }
    let referredTo = SchemaPart.openMap(
      .boolean(true), besides: ["kind": SchemaPart.reference]
    ).with("required", .list([.text("kind")]))
    return names + variants.map(\.schema) + [referredTo]
  }
}

extension OptionVariant {
  fileprivate var schema: Value {
    SchemaPart.closedMap(
      options.schemas.merging(["kind": SchemaPart.constant(name)]) { $1 },
      required: (isStandard ? [] : ["kind"]) + options.requiredNames
    ).described(about)
  }
}

extension Value {
  /// The value with paths as texts, as people write it.
  fileprivate var withPathsAsText: Value {
    switch self {
    case .path(let path): .text(path)
    case .list(let values): .list(values.map(\.withPathsAsText))
    case .map(let members): .map(members.mapValues(\.withPathsAsText))
    default: self
    }
  }
}
