extension OptionDeclaration {
  /// What the option is where it is left out, in canonical form; nil where it is then absent.
  package var standardValue: Value? {
    guard case .standard(let value) = presence else { return nil }
    return type.completed(value)
  }
}

extension OptionType {
  /// A declared default in canonical form: inner defaults filled in, numbers as numbers.
  fileprivate func completed(_ value: Value) -> Value {
    switch (self, value) {
    case (.number, .integer(let whole)): .number(Double(whole))
    case (.file, .path(let path)), (.folder, .path(let path)): .path(DataHome.resolved(path))
    case (.list(let element), .list(let values)): .list(values.map(element.completed))
    case (.map(let element), .map(let members)): .map(members.mapValues(element.completed))
    case (.group(let options), .map(let members)):
      .map(Self.completed(members, options))
    case (.variant(_, let variants), .text(let name)):
      Self.completed([:], of: name, variants)
    case (.variant(_, let variants), .map(let members)):
      Self.completed(members, of: members["kind"]?.text ?? "", variants)
    default: value
    }
  }

  private static func completed(
    _ members: [String: Value], of name: String, _ variants: [OptionVariant]
  ) -> Value {
    let options = variants.first { $0.name == name }?.options ?? []
    var values = completed(members, options)
    values["kind"] = .text(name)
    return .map(values)
  }

  private static func completed(
    _ members: [String: Value], _ options: [OptionDeclaration]
  ) -> [String: Value] {
    var values: [String: Value] = [:]
    for option in options {
      values[option.name] = members[option.name].map(option.type.completed) ?? option.standardValue
    }
    return values
  }
}
