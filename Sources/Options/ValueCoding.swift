/// A value crosses pipes as JSON and comes back exactly.
///
/// Numbers are kept apart from integers, and paths from text, by the single-member objects
/// `{"number":"0.5"}` and `{"path":...}`; a map is `{"map":{...}}`, so that none looks like them.
extension Value: Codable {
  private enum Form: String, CodingKey {
    case number, path, map
  }

  public init(from decoder: any Decoder) throws {
    if let form = try? decoder.container(keyedBy: Form.self) {
      self = try Self.read(form)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      self = .list(try container.decode([Value].self))
    }
  }

  private static func read(_ form: KeyedDecodingContainer<Form>) throws -> Value {
    switch form.allKeys.first {
    case .number:
      let text = try form.decode(String.self, forKey: .number)
      guard let number = Double(text) else {
        throw DecodingError.dataCorruptedError(
          forKey: .number, in: form, debugDescription: "'\(text)' is not a number")
      }
      return .number(number)
    case .path: return .path(try form.decode(String.self, forKey: .path))
    case .map: return .map(try form.decode([String: Value].self, forKey: .map))
    case nil:
      throw DecodingError.dataCorrupted(
        .init(codingPath: form.codingPath, debugDescription: "neither number, path nor map"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .number(let value): try encode("\(value)", as: .number, to: encoder)
    case .path(let value): try encode(value, as: .path, to: encoder)
    case .map(let members): try encode(members, as: .map, to: encoder)
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .boolean(let value): try encode(value, to: encoder)
    case .integer(let value): try encode(value, to: encoder)
    case .text(let value): try encode(value, to: encoder)
    case .list(let values): try encode(values, to: encoder)
    }
  }

  private func encode(_ content: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(content)
  }

  private func encode(_ content: some Encodable, as form: Form, to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Form.self)
    try container.encode(content, forKey: form)
  }
}
