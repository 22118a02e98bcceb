/// Bytes that aren't what their notation demands; readers of files put it in terms of the file.
package struct SerializationError: Error, Hashable {
  /// What is wrong, without a place: `lacks ','`.
  package let problem: String
  /// The byte at which it was found, from 0.
  package let position: Int

  /// The line of that byte, from 1.
  package func line(in bytes: some Collection<UInt8>) -> Int {
    1 + bytes.prefix(position).count { $0 == UInt8(ascii: "\n") }
  }

  /// The character of that line, from 1.
  package func column(in bytes: some Collection<UInt8>) -> Int {
    let before = bytes.prefix(position).reversed().prefix { $0 != UInt8(ascii: "\n") }
    // Bytes that go on a character begin with the bits 10.
    return 1 + before.count { $0 & 0xC0 != 0x80 }
  }
}
