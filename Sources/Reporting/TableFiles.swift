internal import FoundationEssentials
internal import Glibc

/// Writes the text whole: into a neighbour, which is synced and then renamed.
///
/// A file that has this text already is left as it is, its time of change included.
///
/// - Throws: ``ReportError`` with the path and the system's reason; no unfinished file is left.
package func writeAtomically(_ text: String, to path: String) throws {
  let bytes = Data(text.utf8)
  if let present = try? Data(contentsOf: URL(filePath: path)), present == bytes { return }
  let temporary = "\(path).partial"
  guard write(bytes, to: temporary), rename(temporary, path) == 0 else {
    let reason = String(cString: strerror(errno))
    unlink(temporary)
    throw ReportError("\(path) can't be written: \(reason)")
  }
}

/// Writes and syncs a file; false, with the reason in `errno`, where that fails.
private func write(_ bytes: Data, to path: String) -> Bool {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { return false }
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { break }
    rest = rest.dropFirst(count)
  }
  let isWhole = rest.isEmpty && fsync(descriptor) == 0
  let reason = errno
  close(descriptor)
  errno = reason
  return isWhole
}

/// A report that could not be written.
package struct ReportError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
