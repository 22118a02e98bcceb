internal import Glibc

/// Functions that read and write whole files, or their beginnings and ends.
extension FileSystem {
  /// Returns all bytes of a file, also of one whose size the system doesn't know.
  package static func bytes(of path: String) throws(SystemError) -> [UInt8] {
    let file = try OpenFile(path)
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 14))
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Returns the first bytes of a file, at most `count`.
  package static func bytes(of path: String, upTo count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try OpenFile(path).read(into: &bytes)
    return Array(bytes.prefix(found))
  }

  /// Returns the text of a file; nil where it can't be read.
  package static func text(_ path: String) -> String? {
    (try? bytes(of: path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the last bytes of a file, at most `count`; none where it can't be read.
  package static func end(of path: String, bytes count: Int) -> [UInt8] {
    guard let file = try? OpenFile(path) else { return [] }
    return withExtendedLifetime(file) {
      let size = Int(lseek(file.descriptor, 0, SEEK_END))
      var buffer = [UInt8](repeating: 0, count: min(max(0, size), count))
      let found = pread(file.descriptor, &buffer, buffer.count, off_t(size - buffer.count))
      return Array(buffer.prefix(max(0, found)))
    }
  }

  /// Appends to a file, which is made where it isn't there.
  package static func append(_ text: String, to path: String) throws(SystemError) {
    try OpenFile(path, for: .appending, permissions: 0o644).write(Array(text.utf8))
  }

  /// Writes a file anew, without a temporary one, so that a crash may leave a part of it.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    try OpenFile(path, for: .writingAnew).write(bytes)
  }
}
