import Serialization
import Testing

@Suite("CRC-32C")
struct ChecksumTests {
  private static let examples: [(bytes: [UInt8], sum: UInt32)] = [
    (Array(repeating: 0, count: 32), 0x8A91_36AA),
    (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E), ((0..<32).reversed(), 0x113F_DB5C),
    (Array("123456789".utf8), 0xE306_9283), ([], 0),
  ]

  @Test("agrees with the examples of RFC 3720", arguments: 0..<6)
  func sum(index: Int) {
    let (bytes, sum) = Self.examples[index]
    #expect(CyclicRedundancyCheck.checksum(bytes) == sum)
  }

  @Test("is masked as every event file of TensorFlow begins")
  func masked() {
    #expect(CyclicRedundancyCheck.masked([24, 0, 0, 0, 0, 0, 0, 0]) == 0x224B_7FA3)
  }
}

@Suite("written protocol buffers")
struct ProtobufWriterTests {
  @Test("have the bytes of the documentation's examples")
  func examples() {
    var message = ProtobufWriter()
    message.add(1, 150)
    #expect(message.bytes == [0x08, 0x96, 0x01])
    var text = ProtobufWriter()
    text.add(2, "testing")
    #expect(text.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    var outer = ProtobufWriter()
    outer.add(3, message)
    #expect(outer.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01])
    var negative = ProtobufWriter()
    negative.add(1, -1)
    #expect(negative.bytes == [0x08] + Array(repeating: 0xFF, count: 9) + [0x01])
  }

  @Test("are read as they were written")
  func readBack() throws {
    var message = ProtobufWriter()
    message.add(16, 1 << 40)
    message.add(2, -0.5)
    message.add(3, Float(0.25))
    message.add(4, "é\n")
    var found: [Int] = []
    try message.bytes.withUnsafeBytes { buffer in
      var reader = ProtobufReader(buffer, 0..<buffer.count)
      try reader.fields { number, value in
        found.append(number)
        switch (number, value) {
        case (16, .varint(let value, _)): #expect(value == 1 << 40)
        case (2, .fixed64(let range)):
          let bits = buffer.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self)
          #expect(Double(bitPattern: bits) == -0.5)
        case (3, .fixed32(let range)):
          let bits = buffer.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)
          #expect(Float(bitPattern: bits) == 0.25)
        case (4, .bytes(let range)):
          #expect(String(decoding: buffer[range], as: UTF8.self) == "é\n")
        default: Issue.record("field \(number)")
        }
      }
    }
    #expect(found == [16, 2, 3, 4])
  }
}
