internal import Glibc
internal import Platform

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
  do {
    let file = try DurableFile(path, .ofTarget, durability: .bytes)
    try produce { piece in try file.append(piece) }
    try file.commit()
  } catch let error as SystemError {
    throw ReportError("\(path) can't be written: \(error.reason)")
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

/// A report that could not be written.
package struct ReportError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
