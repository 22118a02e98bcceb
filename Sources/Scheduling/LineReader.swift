internal import Platform

/// Reads lines from a descriptor, waiting for each.
struct LineReader {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// The bytes after the end of the last line; at the end of the input, a line that was cut off.
  var rest: [UInt8] { buffer }

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Reads the next line and returns it without its end; nil at the end of the input.
  mutating func next() -> [UInt8]? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeFirst(end + 1) }
        return Array(buffer[..<end])
      }
      searched = buffer.count
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = (try? Descriptor.read(descriptor, into: &chunk, named: "the input")) ?? 0
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }
}

/// Writes all bytes; returns false where the reader is gone.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  (try? Descriptor.write(bytes, to: descriptor, named: "the output")) != nil
}
