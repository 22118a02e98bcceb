/// The value of an option after validation, typed, with defaults and without its location in the
/// file.
public indirect enum Value: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  /// A file or folder on disk, absolute; it counts by content, never by path.
  case path(String)
  case list([Value])
  case map([String: Value])
}

extension Value {
  /// Looks up the member `name` of a map; nil where the map lacks it and in all other values.
  public subscript(name: String) -> Value? {
    guard case .map(let members) = self else { return nil }
    return members[name]
  }

  public var boolean: Bool? {
    guard case .boolean(let value) = self else { return nil }
    return value
  }

  public var integer: Int? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  /// The number; an integer counts as one.
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The text or the path, as written.
  public var text: String? {
    switch self {
    case .text(let value), .path(let value): value
    default: nil
    }
  }

  public var list: [Value]? {
    guard case .list(let values) = self else { return nil }
    return values
  }

  public var map: [String: Value]? {
    guard case .map(let members) = self else { return nil }
    return members
  }
}
