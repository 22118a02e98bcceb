internal import Glibc
internal import Platform

/// Writes a text to a file completely or not at all, through a file beside it that is synced and
/// then renamed.
///
/// A file that has this text already is left alone, so that its modification time stays.
///
/// - Throws: ``ReportError`` with the path and the system's reason; no unfinished file is left.
package func writeAtomically(_ text: String, to path: String) throws {
  try writeAtomically(to: path) { try $0(text) }
}

/// Writes a table to a file completely or not at all, without having its text in memory.
///
/// - Throws: ``ReportError``, as ``writeAtomically(_:to:)`` does.
package func writeAtomically(
  _ table: Table, as exporter: any Exporter.Type, to path: String
) throws {
  try writeAtomically(to: path) { try exporter.write(table, to: $0) }
}

/// Writes a page to a file completely or not at all.
///
/// - Throws: ``ReportError``, as ``writeAtomically(_:to:)`` does.
package func writeAtomically(_ page: ReportPage, to path: String) throws {
  try writeAtomically(to: path) { try page.write(to: $0) }
}

/// Writes a text that is produced in chunks to a file, completely or not at all.
///
/// - Parameter produce: Hands over the text in chunks, the same ones each time it is called.
private func writeAtomically(
  to path: String, _ produce: ((String) throws -> Void) throws -> Void
) throws {
  if hasContent(path, produce) { return }
  do {
    let file = try DurableFile(path, .ofTarget, durability: .bytes)
    try produce { chunk in try file.append(chunk) }
    try file.commit()
  } catch let error as SystemError {
    throw ReportError("\(path) can't be written: \(error.reason)")
  }
}

/// Returns whether a file has this text, which is produced only up to the first difference.
private func hasContent(
  _ path: String, _ produce: ((String) throws -> Void) throws -> Void
) -> Bool {
  guard let file = fopen(path, "re") else { return false }
  defer { fclose(file) }
  var present: [UInt8] = []
  do {
    try produce { chunk in
      let size = chunk.utf8.count
      if present.count < size { present = Array(repeating: 0, count: size) }
      let count = fread(&present, 1, size, file)
      guard count == size, present[..<size].elementsEqual(chunk.utf8) else { throw Difference() }
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
