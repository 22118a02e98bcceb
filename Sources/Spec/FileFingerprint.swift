internal import Crypto
internal import Glibc

/// A file that could not be read, with the system's reason.
package struct FileError: Error, CustomStringConvertible {
  package let path: String
  package let reason: String

  package var description: String { "\(path): \(reason)" }

  init(_ path: String) { (self.path, reason) = (path, String(cString: strerror(errno))) }
}

extension Fingerprint {
  /// The digest of a file's bytes, read a mebibyte at a time.
  ///
  /// - Throws: ``FileError`` where the file cannot be opened or read.
  package init(ofFile path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(path) }
    defer { close(file) }
    var hasher = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw FileError(path) }
      if count == 0 { break }
      chunk.withUnsafeBytes { hasher.update(bufferPointer: .init(rebasing: $0[..<count])) }
    }
    self.init(hasher.finalize())
  }
}

/// The folder that a file is in, absolute.
func absoluteFolder(ofFile file: String) -> String {
  let folder = file.lastIndex(of: "/").map { String(file[..<$0]) }
  if let folder, file.hasPrefix("/") { return folder }
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let current = getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? "."
  return folder.map { "\(current)/\($0)" } ?? current
}
