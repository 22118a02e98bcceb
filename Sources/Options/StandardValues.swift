extension OptionDeclaration {
  /// The declared default, as declared; nil where there is none.
  package var standard: Value? {
    guard case .standard(let value) = presence else { return nil }
    return value
  }
}

extension OptionType {
  /// Brings a declared default to canonical form, with inner defaults and numbers as numbers.
  ///
  /// - Parameter path: Finds a declared path on this machine.
  package func completed(_ value: Value, path: (String) -> String) -> Value {
    switch (self, value) {
    case (.number, .integer(let whole)): .number(Double(whole))
    case (.file, .path(let shown)), (.folder, .path(let shown)): .path(path(shown))
    case (.list(let element), .list(let values)):
      .list(values.map { element.completed($0, path: path) })
    case (.map(let element), .map(let members)):
      .map(members.mapValues { element.completed($0, path: path) })
    case (.group(let options), .map(let members)):
      .map(Self.completed(members, options, path: path))
    case (.variant(_, let variants), .text(let name)):
      Self.completed([:], of: name, variants, path: path)
    case (.variant(_, let variants), .map(let members)):
      Self.completed(
        members, of: members["kind"]?.text ?? variants.standardName ?? "", variants, path: path)
    default: value
    }
  }

  private static func completed(
    _ members: [String: Value], of name: String, _ variants: [OptionVariant],
    path: (String) -> String
  ) -> Value {
    let options = variants.first { $0.name == name }?.options ?? []
    var values = completed(members, options, path: path)
    values["kind"] = .text(name)
    return .map(values)
  }

  private static func completed(
    _ members: [String: Value], _ options: [OptionDeclaration], path: (String) -> String
  ) -> [String: Value] {
    var values: [String: Value] = [:]
    for option in options {
      if let value = members[option.name] ?? option.standard {
        values[option.name] = option.type.completed(value, path: path)
      }
    }
    return values
  }
}

extension OptionType {
  /// Shortens a declared default to what people write.
  ///
  /// A kind whose options all have their defaults becomes its name alone.
  package func shortened(_ value: Value) -> Value {
    guard case .variant = self, let kind = value.kind,
      completed(.text(kind), path: { $0 }) == completed(value, path: { $0 })
    else { return value }
    return .text(kind)
  }
}
