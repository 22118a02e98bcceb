internal import FoundationEssentials
package import Testing

/// Compares a text with the file `Golden/<name>` beside the calling test.
///
/// With `RECORD_GOLDEN` in the environment it writes the file instead and records an issue, so that
/// a run which records is never green.
package func expectGolden(
  _ text: String, _ name: String, _ testFile: String = #filePath,
  at location: SourceLocation = #_sourceLocation
) {
  let file = URL(filePath: testFile).deletingLastPathComponent().appending(path: "Golden/\(name)")
  if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
    record(text, in: file, at: location)
    return
  }
  guard let data = try? Data(contentsOf: file) else {
    Issue.record(
      "there is no golden text \(file.path); RECORD_GOLDEN=1 writes it", sourceLocation: location)
    return
  }
  let wanted = String(decoding: data, as: UTF8.self)
  #expect(text == wanted, "\(firstDifference(text, wanted))", sourceLocation: location)
}

private func record(_ text: String, in file: URL, at location: SourceLocation) {
  do {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    Issue.record("recorded \(file.path)", sourceLocation: location)
  } catch {
    Issue.record("\(file.path) can't be written: \(error)", sourceLocation: location)
  }
}

/// Describes the first difference of two texts, for the message of a failed comparison.
private func firstDifference(_ found: String, _ wanted: String) -> String {
  let found = found.split(separator: "\n", omittingEmptySubsequences: false)
  let wanted = wanted.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(found, wanted).prefix { $0 == $1 }.count
  func text(_ lines: [Substring]) -> String { line < lines.count ? "'\(lines[line])'" : "no line" }
  return "line \(line + 1): found \(text(found)), expected \(text(wanted))"
}
