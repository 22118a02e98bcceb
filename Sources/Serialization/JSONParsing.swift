extension JSONValue {
  /// Parses a JSON document (RFC 8259), which consists of one value.
  ///
  /// - Throws: ``SerializationError`` where the bytes stop being JSON.
  package init(parsing bytes: [UInt8]) throws(SerializationError) {
    do {
      self = try bytes.withUnsafeBytes { buffer in
        var scanner = JSONScanner(buffer)
        let value = try Self.value(&scanner, depth: 0)
        try scanner.expectEnd()
        return value
      }
    } catch {
      throw error as? SerializationError ?? SerializationError(problem: "\(error)", position: 0)
    }
  }

  private static func value(_ scanner: inout JSONScanner, depth: Int) throws -> JSONValue {
    guard depth < JSONScanner.deepest else {
      throw scanner.failure("has more than \(depth) levels")
    }
    switch scanner.peek() {
    case UInt8(ascii: "{"):
      var members: [Member] = []
      try scanner.members(distinct: false) { scanner, name in
        members.append(Member(name: name, value: try value(&scanner, depth: depth + 1)))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSONValue] = []
      try scanner.elements { values.append(try value(&$0, depth: depth + 1)) }
      return .array(values)
    case UInt8(ascii: "\""): return .string(try scanner.string())
    default: return try word(&scanner)
    }
  }

  private static func word(_ scanner: inout JSONScanner) throws -> JSONValue {
    if scanner.take(word: "true") { return .bool(true) }
    if scanner.take(word: "false") { return .bool(false) }
    if scanner.take(word: "null") { return .null }
    return .number(try scanner.number())
  }
}
