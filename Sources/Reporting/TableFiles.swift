internal import FoundationEssentials
internal import Glibc

/// Writes the text whole: into a neighbour, which is synced and then renamed.
///
/// A file that has this text already is left as it is, its time of change included.
package func writeAtomically(_ text: String, to path: String) throws {
  let bytes = Data(text.utf8)
  if let present = try? Data(contentsOf: URL(filePath: path)), present == bytes { return }
  let temporary = "\(path).partial"
  try bytes.write(to: URL(filePath: temporary))
  let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
  fsync(descriptor)
  close(descriptor)
  guard rename(temporary, path) == 0 else {
    throw ReportError("\(path) can't be written: \(String(cString: strerror(errno)))")
  }
}

/// A report that could not be written.
package struct ReportError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
