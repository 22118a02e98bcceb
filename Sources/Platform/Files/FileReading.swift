internal import Glibc

/// Reading whole files, and ends of them.
extension FileSystem {
  /// All bytes of a file, also of one whose size the system doesn't tell.
  package static func bytes(of path: String) throws(SystemError) -> [UInt8] {
    let file = try OpenFile(path)
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 14))
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// The first bytes of a file.
  package static func bytes(of path: String, upTo count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try OpenFile(path).read(into: &bytes)
    return Array(bytes.prefix(found))
  }

  /// The text of a file; nil where it can't be read.
  package static func text(_ path: String) -> String? {
    (try? bytes(of: path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The last bytes of a file; none where it can't be read.
  package static func end(of path: String, bytes count: Int) -> [UInt8] {
    guard let file = try? OpenFile(path) else { return [] }
    return withExtendedLifetime(file) {
      let size = Int(lseek(file.descriptor, 0, SEEK_END))
      var buffer = [UInt8](repeating: 0, count: min(max(0, size), count))
      let found = pread(file.descriptor, &buffer, buffer.count, off_t(size - buffer.count))
      return Array(buffer.prefix(max(0, found)))
    }
  }

  /// Appends to a file, which is made where it is not there.
  package static func append(_ text: String, to path: String) throws(SystemError) {
    try OpenFile(path, for: .appending, permissions: 0o644).write(Array(text.utf8))
  }

  /// Writes a file anew, in its place; a crash may leave a part of it.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    try OpenFile(path, for: .writingAnew).write(bytes)
  }
}
