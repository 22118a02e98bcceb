/// Reads the fields of a protobuf message from left to right (protobuf.dev, "Encoding").
///
/// It knows no schema: a caller uses the fields that it knows and ignores the others. It never
/// reads past the end of its message, nor allocates by a length that the file claims.
package struct ProtobufReader {
  /// The value of a field, with the range of its bytes in the file.
  package enum Value {
    case varint(UInt64, Range<Int>)
    case fixed32(Range<Int>)
    case fixed64(Range<Int>)
    /// A field with a length, whose range is without the length.
    case bytes(Range<Int>)

    /// The range of the value's bytes in the file, without its length.
    package var range: Range<Int> {
      switch self {
      case .varint(_, let range), .fixed32(let range), .fixed64(let range), .bytes(let range):
        range
      }
    }
  }

  private let file: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int

  /// Creates a reader of one message.
  ///
  /// - Parameters:
  ///   - file: The whole file, which must outlive the reader.
  ///   - range: The range of the message's bytes in the file.
  package init(_ file: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.file = file
    (position, end) = (range.lowerBound, range.upperBound)
  }

  package var isAtEnd: Bool { position == end }

  /// Returns the error that something is wrong at the current position.
  package func failure(_ problem: String) -> SerializationError {
    SerializationError(problem: problem, position: position)
  }

  /// Calls `read` with every field of the message.
  package mutating func fields(_ read: (_ number: Int, Value) throws -> Void) throws {
    while !isAtEnd {
      let tag = try varint()
      guard let number = Int(exactly: tag >> 3), number > 0, number < 1 << 29 else {
        throw failure("there is no field \(tag >> 3)")
      }
      try read(number, value(ofType: tag & 7))
    }
  }

  private mutating func value(ofType type: UInt64) throws -> Value {
    switch type {
    case 0: try variable()
    case 1: .fixed64(try take(8))
    case 2: .bytes(try take(try varint()))
    case 5: .fixed32(try take(4))
    default: throw failure("there is a field of the unknown type \(type)")
    }
  }

  private mutating func variable() throws -> Value {
    let start = position
    let number = try varint()
    return .varint(number, start..<position)
  }

  /// Reads a number of variable length.
  package mutating func varint() throws -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw failure("a number is cut off") }
      let byte = UInt64(file[position])
      position += 1
      guard shift < 63 || byte < 2 else { break }
      number |= (byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    throw failure("a number is longer than 64 bits")
  }

  private mutating func take(_ length: UInt64) throws -> Range<Int> {
    guard length <= UInt64(end - position) else {
      throw failure("a field claims \(length) bytes of \(end - position)")
    }
    let start = position
    position += Int(length)
    return start..<position
  }

  /// Returns the range of the message or string that a field holds.
  package func range(_ value: Value) throws -> Range<Int> {
    guard case .bytes(let range) = value else { throw failure("a field is of another type") }
    return range
  }

  package func message(_ value: Value) throws -> ProtobufReader {
    ProtobufReader(file, try range(value))
  }

  package func string(_ value: Value) throws -> String {
    guard let string = String(validating: file[try range(value)], as: UTF8.self) else {
      throw failure("a name isn't UTF-8")
    }
    return string
  }

  package func integer(_ value: Value) throws -> Int {
    guard case .varint(let number, _) = value else { throw failure("a field is of another type") }
    return Int(truncatingIfNeeded: number)
  }

  /// Returns the first numbers of a repeated field, whether they are packed or not.
  package func integers(_ value: Value, atMost limit: Int) throws -> [Int] {
    guard limit > 0 else { return [] }
    guard case .bytes = value else { return [try integer(value)] }
    var packed = try message(value)
    var integers: [Int] = []
    while !packed.isAtEnd, integers.count < limit {
      integers.append(Int(truncatingIfNeeded: try packed.varint()))
    }
    return integers
  }
}
