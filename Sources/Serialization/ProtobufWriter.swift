/// Writes the fields of a protobuf message (protobuf.dev, "Encoding").
package struct ProtobufWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  private mutating func add(tag field: Int, type: UInt64) {
    add(varint: UInt64(field) << 3 | type)
  }

  private mutating func add(varint number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Adds a whole number; a negative one takes ten bytes, as `int64` has it.
  package mutating func add(_ field: Int, _ value: Int) {
    add(tag: field, type: 0)
    add(varint: UInt64(bitPattern: Int64(value)))
  }

  package mutating func add(_ field: Int, _ value: Double) {
    add(tag: field, type: 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  package mutating func add(_ field: Int, _ value: Float) {
    add(tag: field, type: 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  package mutating func add(_ field: Int, _ value: [UInt8]) {
    add(tag: field, type: 2)
    add(varint: UInt64(value.count))
    bytes += value
  }

  package mutating func add(_ field: Int, _ value: String) { add(field, Array(value.utf8)) }

  package mutating func add(_ field: Int, _ message: ProtobufWriter) { add(field, message.bytes) }
}
