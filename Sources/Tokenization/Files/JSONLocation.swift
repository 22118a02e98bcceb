internal import Serialization

/// A value of a JSON document with its location there, for errors that name it.
struct JSONLocation {
  let value: JSONValue
  /// Location in the document, such as `model.vocab[3]`; empty for the whole document.
  let name: String
  let path: String

  /// Reads a whole document.
  ///
  /// - Parameter path: The path that errors name.
  /// - Throws: `VocabularyError` with the line and the column where it stops being JSON.
  init(document bytes: [UInt8], path: String) throws(VocabularyError) {
    do throws(SerializationError) {
      self.init(try JSONValue(parsing: bytes), path: path)
    } catch {
      throw VocabularyError(
        "\(path):\(error.line(in: bytes)):\(error.column(in: bytes)): \(error.problem); "
          + "the file is no JSON")
    }
  }

  init(_ value: JSONValue, _ name: String = "", path: String) {
    self.value = value
    self.name = name
    self.path = path
  }

  /// Makes the error that the value must be something else.
  func wrong(_ expected: String) -> VocabularyError {
    VocabularyError("\(path): \(name.isEmpty ? "the document" : name) must be \(expected)")
  }

  /// Makes the error that something is not supported here.
  func unsupported(_ what: String, supported: String) -> VocabularyError {
    VocabularyError(
      "\(path): \(name.isEmpty ? "" : "\(name): ")\(what) is not supported; \(supported)")
  }

  /// Returns a member of an object; nil where it is absent or null.
  func optional(_ member: String) throws(VocabularyError) -> JSONLocation? {
    guard case .object(let members) = value else { throw wrong("an object") }
    guard let found = members.last(where: { $0.name == member }), found.value != .null else {
      return nil
    }
    return JSONLocation(found.value, name.isEmpty ? member : "\(name).\(member)", path: path)
  }

  /// Returns a member of an object that has to be there.
  func member(_ member: String) throws(VocabularyError) -> JSONLocation {
    guard let found = try optional(member) else { throw wrong("an object with '\(member)'") }
    return found
  }

  /// Returns the elements of an array.
  func elements() throws(VocabularyError) -> [JSONLocation] {
    guard case .array(let values) = value else { throw wrong("an array") }
    return values.enumerated().map { JSONLocation($1, "\(name)[\($0)]", path: path) }
  }

  func string() throws(VocabularyError) -> String {
    guard case .string(let text) = value else { throw wrong("a string") }
    return text
  }

  func number() throws(VocabularyError) -> Double {
    guard case .number(let number) = value else { throw wrong("a number") }
    return number
  }

  /// Returns the value as a whole number that isn't negative and fits an id.
  func count() throws(VocabularyError) -> Int {
    guard case .number(let number) = value, let count = Int32(exactly: number), count >= 0 else {
      throw wrong("a whole number from 0 to \(Int32.max)")
    }
    return Int(count)
  }

  func bool() throws(VocabularyError) -> Bool {
    guard case .bool(let isTrue) = value else { throw wrong("true or false") }
    return isTrue
  }

  /// Returns whether a member is true; where it is absent, the default.
  func bool(_ member: String, default otherwise: Bool) throws(VocabularyError) -> Bool {
    try optional(member)?.bool() ?? otherwise
  }

  /// Returns the member `type` of an object, which names the kind of part that it describes.
  func type() throws(VocabularyError) -> String { try member("type").string() }
}
