/// A JSON value as it was written: the members of objects keep their order and stay apart where
/// their names are equal only up to canonical equivalence, unlike the keys of Swift's dictionaries.
package enum JSONValue: Hashable, Sendable {
  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSONValue

    package init(name: String, value: JSONValue) { (self.name, self.value) = (name, value) }
  }

  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// Returns an object of members in this order.
  package static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member(name: $0.key, value: $0.value) })
  }

  /// The value as JSON in UTF-8 with two spaces of indentation; equal values give equal bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indentation: 0)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private func write(to bytes: inout [UInt8], indentation: Int) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let value): bytes += Self.text(value).utf8
    case .string(let value): bytes += JSONText.quoted(value, letters: "").utf8
    case .array(let values):
      Self.write(values.count, "[", "]", to: &bytes, indentation) { index, bytes in
        values[index].write(to: &bytes, indentation: indentation + 1)
      }
    case .object(let members):
      Self.write(members.count, "{", "}", to: &bytes, indentation) { index, bytes in
        bytes += JSONText.quoted(members[index].name, letters: "").utf8
        bytes += ": ".utf8
        members[index].value.write(to: &bytes, indentation: indentation + 1)
      }
    }
  }

  /// Writes the parts of an array or an object, each on a line of its own.
  private static func write(
    _ count: Int, _ opening: String, _ closing: String, to bytes: inout [UInt8],
    _ indentation: Int, part: (Int, inout [UInt8]) -> Void
  ) {
    bytes += opening.utf8
    for index in 0..<count {
      bytes += (index == 0 ? "\n" : ",\n").utf8
      bytes += repeatElement(UInt8(ascii: " "), count: 2 * (indentation + 1))
      part(index, &bytes)
    }
    if count > 0 {
      bytes.append(UInt8(ascii: "\n"))
      bytes += repeatElement(UInt8(ascii: " "), count: 2 * indentation)
    }
    bytes += closing.utf8
  }

  /// Returns the shortest digits that give the number back; whole numbers have no fraction.
  private static func text(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
