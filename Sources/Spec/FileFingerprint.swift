internal import Crypto
internal import Glibc
internal import Platform

/// A file that could not be read, with the system's reason.
package struct FileError: Error, CustomStringConvertible {
  package let path: String
  package let reason: String

  package var description: String { "\(path): \(reason)" }

  init(_ error: SystemError) { (path, reason) = (error.path, error.reason) }
}

extension Fingerprint {
  /// Computes the digest of a file's bytes, which are read a mebibyte at a time.
  ///
  /// - Throws: ``FileError`` where the file cannot be opened or read.
  package init(ofFile path: String) throws {
    var hasher = SHA256()
    do {
      let file = try OpenFile(path)
      var chunk = [UInt8](repeating: 0, count: 1 << 20)
      while case let count = try file.read(into: &chunk), count > 0 {
        chunk.withUnsafeBytes { hasher.update(bufferPointer: .init(rebasing: $0[..<count])) }
      }
    } catch {
      throw FileError(error)
    }
    self.init(hasher.finalize())
  }
}

/// Returns the absolute path of the folder that a file is in.
func absoluteFolder(ofFile file: String) -> String {
  let folder = file.lastIndex(of: "/").map { String(file[..<$0]) }
  if let folder, file.hasPrefix("/") { return folder }
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let current = getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? "."
  return folder.map { "\(current)/\($0)" } ?? current
}
