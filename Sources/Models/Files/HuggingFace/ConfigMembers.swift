internal import FoundationEssentials
internal import Serialization

/// The members of a JSON object of settings, read by name and type.
struct ConfigMembers {
  let path: String
  private let members: [String: JSONValue]

  /// Reads a file, all of which must be JSON.
  ///
  /// - Throws: `TensorFileError` where it can't be read, with the line and the column where it
  ///   stops being JSON, or where it holds something else than an object.
  init(path: String) throws {
    self.path = path
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw TensorFileError(path, "can't be read; a model's folder has one beside its tensors")
    }
    let document = try readingJSON(path, of: bytes) { try JSONValue(parsing: $0) }
    guard case .object(let members) = document else {
      throw TensorFileError(path, "must be an object of settings")
    }
    // Of two members with one name the last counts, as in Python.
    self.members = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// A member; nil where it is absent or null.
  subscript(_ name: String) -> JSONValue? {
    guard let value = members[name], value != .null else { return nil }
    return value
  }

  /// Reads a whole number; returns nil where the member is absent or null.
  func whole(_ name: String) throws -> Int? {
    guard let value = self[name] else { return nil }
    guard case .number(let number) = value, let whole = Int(exactly: number) else {
      throw wrong(name, "a whole number")
    }
    return whole
  }

  /// Reads a whole number that must be there.
  func size(_ name: String) throws -> Int {
    guard let size = try whole(name) else {
      throw TensorFileError(path, "lacks \(name) (of the sizes of an encoder)")
    }
    return size
  }

  func number(_ name: String) throws -> Double? {
    guard let value = self[name] else { return nil }
    guard case .number(let number) = value else { throw wrong(name, "a number") }
    return number
  }

  func text(_ name: String) throws -> String? {
    guard let value = self[name] else { return nil }
    guard case .string(let text) = value else { throw wrong(name, "a text") }
    return text
  }

  func truth(_ name: String) throws -> Bool? {
    guard let value = self[name] else { return nil }
    guard case .bool(let truth) = value else { throw wrong(name, "true or false") }
    return truth
  }

  /// Reads a list of texts; returns an empty one where the member is absent or null.
  func texts(_ name: String) throws -> [String] {
    guard let value = self[name] else { return [] }
    guard case .array(let values) = value else { throw wrong(name, "a list of texts") }
    return try values.map { value in
      guard case .string(let text) = value else { throw wrong(name, "a list of texts") }
      return text
    }
  }

  func wrong(_ name: String, _ expected: String) -> TensorFileError {
    TensorFileError(path, "\(name) must be \(expected)")
  }
}
