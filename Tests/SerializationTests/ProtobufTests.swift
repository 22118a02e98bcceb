import Serialization
import Testing

@Suite("Protocol Buffers")
struct ProtobufTests {
  /// Returns the fields of a message as text.
  private func fields(_ bytes: [UInt8]) throws -> [String] {
    try bytes.withUnsafeBytes { file in
      var reader = ProtobufReader(file, 0..<file.count)
      var found: [String] = []
      try reader.fields { number, value in
        switch value {
        case .varint(let integer, _): found.append("\(number): \(integer)")
        case .fixed32(let range), .fixed64(let range), .bytes(let range):
          found.append("\(number): \(Array(file[range]))")
        }
      }
      return found
    }
  }

  @Test("fields of every kind, in the order of the message")
  func kinds() throws {
    let message: [UInt8] =
      [0x08, 0x96, 0x01] + [0x11, 1, 2, 3, 4, 5, 6, 7, 8] + [0x1A, 2, 7, 9] + [0x25, 1, 0, 0, 2]
    let expected = [
      "1: 150", "2: [1, 2, 3, 4, 5, 6, 7, 8]", "3: [7, 9]", "4: [1, 0, 0, 2]",
    ]
    #expect(try fields(message) == expected)
    #expect(try fields([0x08] + [UInt8](repeating: 0xFF, count: 9) + [1]) == ["1: \(UInt64.max)"])
  }

  @Test(
    "damage is reported with its byte, and no length is trusted",
    arguments: [
      ([0x08], "a number is cut off", 1), ([0x08, 0x80], "a number is cut off", 2),
      ([0x08] + [UInt8](repeating: 0xFF, count: 10), "longer than 64 bits", 11),
      ([0x1A, 5, 1], "claims 5 bytes of 1", 2), ([0x11, 1], "claims 8 bytes of 1", 1),
      ([0x0B], "unknown type 3", 1), ([0x00, 1], "there is no field 0", 1),
    ] as [([UInt8], String, Int)])
  func damage(bytes: [UInt8], problem: String, position: Int) throws {
    let error = try #require(throws: SerializationError.self) { try fields(bytes) }
    #expect(error.problem.contains(problem) && error.position == position, "\(error)")
  }
}
