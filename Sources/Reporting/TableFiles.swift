internal import Glibc

/// Writes the text whole: into a neighbour, which is synced and then renamed.
///
/// A file that has this text already is left as it is, its time of change included.
///
/// - Throws: ``ReportError`` with the path and the system's reason; no unfinished file is left.
package func writeAtomically(_ text: String, to path: String) throws {
  try writeAtomically(to: path) { try $0(text) }
}

/// Writes a table whole, as ``writeAtomically(_:to:)`` writes a text, without having it in memory.
package func writeAtomically(
  _ table: Table, as exporter: any Exporter.Type, to path: String
) throws {
  try writeAtomically(to: path) { try exporter.write(table, to: $0) }
}

/// - Parameter produce: Hands over the text in pieces, the same each time.
private func writeAtomically(
  to path: String, _ produce: ((String) throws -> Void) throws -> Void
) throws {
  if hasContent(path, produce) { return }
  let temporary = "\(path).partial"
  do {
    let file = try OutputFile(temporary)
    try produce(file.write)
    try file.finish()
    guard rename(temporary, path) == 0 else { throw SystemReason() }
  } catch let reason as SystemReason {
    unlink(temporary)
    throw ReportError("\(path) can't be written: \(reason.text)")
  }
}

/// Whether a file has this text; no more of it is made than up to the first difference.
private func hasContent(
  _ path: String, _ produce: ((String) throws -> Void) throws -> Void
) -> Bool {
  guard let file = fopen(path, "re") else { return false }
  defer { fclose(file) }
  var present: [UInt8] = []
  do {
    try produce { piece in
      let size = piece.utf8.count
      if present.count < size { present = Array(repeating: 0, count: size) }
      let count = fread(&present, 1, size, file)
      guard count == size, present[..<size].elementsEqual(piece.utf8) else { throw Difference() }
    }
    return fgetc(file) == EOF && ferror(file) == 0
  } catch { return false }
}

private struct Difference: Error {}

/// Why a call of the system failed just now.
private struct SystemReason: Error {
  let text = String(cString: strerror(errno))
}

/// A file that is written from its beginning.
private final class OutputFile {
  private let descriptor: Int32
  private var isOpen = true

  init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw SystemReason() }
  }

  deinit { if isOpen && descriptor >= 0 { close(descriptor) } }

  func write(_ piece: String) throws {
    var piece = piece
    try piece.withUTF8 { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeBufferPointer(rebasing: rest)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw SystemReason() }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Makes what was written durable.
  func finish() throws {
    isOpen = false
    let isDurable = fsync(descriptor) == 0
    let reason = SystemReason()
    close(descriptor)
    if !isDurable { throw reason }
  }
}

/// A report that could not be written.
package struct ReportError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
