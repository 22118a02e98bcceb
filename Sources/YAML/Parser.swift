/// Reads one YAML document.
///
/// The language is YAML 1.1 as libyaml reads it, in UTF-8 only. Aliases and merge keys are
/// followed; size, depth and expansion are bounded by ``YAMLLimit``, so that any text is refused or
/// read in time and memory linear in its length.
///
/// - Parameter file: The file's name in marks.
package func parseYAML(_ bytes: [UInt8], file: String) throws(YAMLError) -> Node {
  try parseYAML(bytes, file: file, fixedMark: nil)
}

/// Reads a YAML value that is part of an argument of the command line.
///
/// - Parameter argument: The argument as written, which is the mark of every problem.
package func parseYAML(_ text: String, argument: String) throws(YAMLError) -> Node {
  try parseYAML(Array(text.utf8), file: argument, fixedMark: Mark(argument: argument))
}

private func parseYAML(
  _ bytes: [UInt8], file: String, fixedMark: Mark?
) throws(YAMLError) -> Node {
  let start = fixedMark ?? Mark(file: file, line: 1, column: 1)
  if bytes.count > YAMLLimit.bytes {
    throw YAMLError(
      at: start, "\(bytes.count) bytes, more than the \(YAMLLimit.bytes) that we read",
      hint: "keep data in files of their own and name them in the spec")
  }
  var bytes = bytes
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
  if let offset = bytes.withUnsafeBufferPointer(firstInvalidOffset) {
    throw YAMLError(
      at: fixedMark ?? bytes.withUnsafeBufferPointer { Mark(file: file, offset: offset, in: $0) },
      "a byte that is not UTF-8 text", hint: "save the file in the encoding UTF-8")
  }
  var builder = TreeBuilder(EventSource(bytes, file: file, fixedMark: fixedMark))
  return try builder.document(emptyAt: start)
}

/// Finds the offset of the first byte that is not part of well-formed UTF-8; nil where all are.
private func firstInvalidOffset(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  if String(validating: bytes, as: UTF8.self) != nil { return nil }
  var decoder = UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  var offset = 0
  while true {
    switch decoder.parseScalar(from: &iterator) {
    case .valid(let scalar): offset += scalar.count
    case .error, .emptyInput: return offset
    }
  }
}

extension Mark {
  /// Makes the mark of the byte at `offset` in a text that is UTF-8 up to there.
  init(file: String, offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
    self.init(
      file: file, line: before.count { $0 == 10 } + 1,
      column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
  }
}
