/// The error that bytes don't follow the grammar of their format; readers of files restate it for
/// the file.
package struct SerializationError: Error, Hashable {
  /// What is wrong, without its position, such as `lacks ','`.
  package let problem: String
  /// Offset of the byte at which it was found, from 0.
  package let position: Int

  /// Returns the line of that byte, from 1.
  package func line(in bytes: some Collection<UInt8>) -> Int {
    1 + bytes.prefix(position).count { $0 == UInt8(ascii: "\n") }
  }

  /// Returns the column of that byte in its line, in characters from 1.
  package func column(in bytes: some Collection<UInt8>) -> Int {
    let before = bytes.prefix(position).reversed().prefix { $0 != UInt8(ascii: "\n") }
    // Bytes that continue a character begin with the bits 10.
    return 1 + before.count { $0 & 0xC0 != 0x80 }
  }
}
