/// Reads the fields of a Protocol Buffers message one after another.
struct ProtobufReader {
  enum Value {
    /// A varint.
    case integer(UInt64)
    case fixed64(UInt64)
    /// Text, bytes or a message.
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
  }

  struct Field {
    let number: UInt64
    let value: Value
  }

  /// The bytes are no such message.
  struct Damage: Error {}

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the message's end.
  mutating func next() throws(Damage) -> Field? {
    guard !rest.isEmpty else { return nil }
    let key = try varint()
    let value: Value
    switch key & 7 {
    case 0: value = .integer(try varint())
    case 1: value = .fixed64(try fixed(8))
    case 2:
      let length = try varint()
      guard length <= UInt64(rest.count) else { throw Damage() }
      value = .bytes(rest.prefix(Int(length)))
      rest = rest.dropFirst(Int(length))
    case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
    default: throw Damage()
    }
    return Field(number: key >> 3, value: value)
  }

  private mutating func varint() throws(Damage) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Damage() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Damage()
  }

  private mutating func fixed(_ size: Int) throws(Damage) -> UInt64 {
    guard rest.count >= size else { throw Damage() }
    let value = rest.prefix(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest = rest.dropFirst(size)
    return value
  }
}
